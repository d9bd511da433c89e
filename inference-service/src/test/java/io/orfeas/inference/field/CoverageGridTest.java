package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoverageGridTest {

  @Test
  void resample_sameSize_cleansValues() {
    float[] coverage = {Float.NaN, -1, 2, 0.25f};
    assertThat(CoverageGrid.resample(coverage, 2, 2)).containsExactly(0, 0, 1, 0.25f);
  }

  @Test
  void resample_half_averagesFour() {
    float[] coverage = {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1};
    assertThat(CoverageGrid.resample(coverage, 4, 2)).containsExactly(0.5f, 0.25f, 0, 1);
  }

  @Test
  void resample_anySize_keepsTheArea() {
    float[] disc = Silhouettes.disc(60, 21);
    for (int to : new int[] {17, 33, 59, 61, 100}) {
      double area = 0;
      for (float value : CoverageGrid.resample(disc, 60, to)) {
        assertThat(value).isBetween(0f, 1.0001f);
        area += value;
      }
      assertThat(area / (to * to)).isCloseTo(Math.PI * 21 * 21 / 3600, within(0.005));
    }
  }
}
