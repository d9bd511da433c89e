package io.orfeas.inference.gpu.vram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeakModelTest {
  private final PeakModel model = new PeakModel();

  @Test
  void predict_nothingKnown_isTheFirstGuess() {
    assertThat(model.predict("stage", 10, 12_345)).isEqualTo(12_345);
  }

  @Test
  void predict_measuredAtOneSize_scalesToAnother() {
    model.learn("stage", 100, 1000);

    assertThat(model.predict("stage", 200, 1)).isEqualTo(2200);
  }

  @Test
  void predict_manyPeaks_isAboveTheGreatestOfTheLast() {
    model.learn("stage", 1, 1_000_000);
    for (int i = 0; i < PeakModel.MEMORY; i++) {
      model.learn("stage", 1, 100 + i);
    }

    assertThat(model.predict("stage", 1, 1)).isEqualTo(144);
  }

  @Test
  void learn_nothingMeasured_isPassedOver() {
    model.learn("stage", 1, 0);

    assertThat(model.predict("stage", 1, 77)).isEqualTo(77);
  }

  @Test
  void doubt_greatestPeak_isForgottenAndTheOthersAreNot() {
    model.learn("stage", 1, 100);
    model.learn("stage", 1, 1_000_000);
    model.learn("stage", 1, 200);

    model.doubt("stage");

    assertThat(model.predict("stage", 1, 1)).isEqualTo(220);
  }

  @Test
  void doubt_onlyPeak_leavesTheFirstGuess() {
    model.learn("stage", 1, 1_000_000);

    model.doubt("stage");
    model.doubt("stage");

    assertThat(model.predict("stage", 1, 77)).isEqualTo(77);
    assertThat(model.kinds()).isZero();
  }

  @Test
  void learn_moreKindsThanItKeeps_forgetsTheOldest() {
    for (int i = 0; i < 1000; i++) {
      model.learn("kind " + i, 1, 1000);
    }

    assertThat(model.kinds()).isEqualTo(256);
    assertThat(model.predict("kind 0", 1, 5)).isEqualTo(5);
    assertThat(model.predict("kind 999", 1, 5)).isEqualTo(1100);
  }
}
