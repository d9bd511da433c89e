package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.VramBudget.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VramManagerTest {
  private static final long TOTAL = 24 * GIB;

  private final VramManager manager = new VramManager(new VramBudget(TOTAL));

  @Test
  void recommendations_nothingMeasured_areNone() {
    assertThat(manager.recommendations(10)).isEmpty();
    assertThat(manager.last()).isNull();
    assertThat(manager.recommendedPrecision()).isEqualTo(Precision.INT8);
  }

  @Test
  void recommendations_nearlyFull_halveTheBatchAndShrinkNumbers() {
    replay(96, 96, 96, 97);

    assertThat(manager.recommendations(0))
        .extracting(Recommendation::action)
        .containsExactly("Halve the batch size.", "Run models in int8.");
    assertThat(manager.recommendations(0).get(0).reasoning())
        .isEqualTo("97 % in use, 96 % on average over 4 samples, stable");
  }

  @Test
  void recommendations_idleDeviceWithAQueue_raiseTheBatch() {
    replay(10, 10, 10, 10);

    assertThat(manager.recommendations(3))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.action()).isEqualTo("Raise the batch size.");
              assertThat(advice.reasoning()).startsWith("3 waiting; 10 % in use");
              assertThat(advice.confidence()).isEqualTo(0.2);
            });
    assertThat(manager.recommendations(0)).isEmpty();
  }

  @Test
  void add_longerThanTheHistory_keepsTheNewest() {
    for (int i = 0; i < VramManager.HISTORY + 10; i++) {
      manager.add(new MemorySample(Instant.ofEpochSecond(i), TOTAL, i, TOTAL - i));
    }

    assertThat(manager.history()).hasSize(VramManager.HISTORY);
    assertThat(manager.history().get(0).usedBytes()).isEqualTo(10);
    assertThat(manager.freeBytes()).isEqualTo(TOTAL - VramManager.HISTORY - 9);
  }

  private void replay(double... percents) {
    for (double percent : percents) {
      long used = (long) (TOTAL * percent / 100);
      manager.add(new MemorySample(Instant.EPOCH, TOTAL, used, TOTAL - used));
    }
  }
}
