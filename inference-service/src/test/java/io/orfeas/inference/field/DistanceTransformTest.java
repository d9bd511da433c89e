package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DistanceTransformTest {

  @Test
  void squared_randomMarks_equalsBruteForce() {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      int side = 1 + random.nextInt(24);
      boolean[] marked = new boolean[side * side];
      for (int i = 0; i < marked.length; i++) {
        marked[i] = random.nextInt(8) == 0;
      }
      assertThat(DistanceTransform.squared(marked, side)).isEqualTo(bruteForce(marked, side));
    }
  }

  @Test
  void squared_nothingMarked_isInfinite() {
    assertThat(DistanceTransform.squared(new boolean[9], 3)).containsOnly(Float.POSITIVE_INFINITY);
  }

  @Test
  void nearest_infiniteCosts_isMinusOne() {
    float[] cost = {Float.POSITIVE_INFINITY};
    assertThat(DistanceTransform.nearest(cost, 1)).containsExactly(-1);
  }

  @Test
  void signed_disc_isExactToAQuarterOfAPixel() {
    int side = 64;
    float[] distance = DistanceTransform.signed(Silhouettes.disc(side, 20.3), side);
    for (int i = 0; i < distance.length; i++) {
      double truth = 20.3 - Math.hypot(i % side + 0.5 - 32, i / side + 0.5 - 32);
      if (Math.abs(truth) < 19) {
        assertThat((double) distance[i]).isCloseTo(truth, within(0.25));
      }
    }
  }

  @Test
  void signed_everyKind_agreesWithCoverage() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      float[] coverage = Silhouettes.odd(kind, 24, kind);
      float[] distance = DistanceTransform.signed(coverage, 24);
      for (int i = 0; i < distance.length; i++) {
        assertThat(distance[i]).isFinite();
        assertThat(distance[i] > 0).isEqualTo(coverage[i] > 0.5f);
      }
    }
  }

  @Test
  void signed_withoutOutline_isPlusOrMinusTheSide() {
    assertThat(DistanceTransform.signed(new float[16], 4)).containsOnly(-4);
    assertThat(DistanceTransform.signed(new float[] {1, 1, 1, 1}, 2)).containsOnly(2);
  }

  @Test
  void signed_notANumber_countsAsOutside() {
    float[] coverage = {Float.NaN, 1, 1, 1};
    float[] distance = DistanceTransform.signed(coverage, 2);
    assertThat(distance[0]).isNegative();
    assertThat(distance[3]).isPositive().isFinite();
  }

  @Test
  void signed_wrongSize_isRefused() {
    assertThatThrownBy(() -> DistanceTransform.signed(new float[5], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 values (expected: 2 squared)");
  }

  private static float[] bruteForce(boolean[] marked, int side) {
    float[] best = new float[marked.length];
    for (int i = 0; i < best.length; i++) {
      best[i] = Float.POSITIVE_INFINITY;
      for (int p = 0; p < best.length; p++) {
        int dx = i % side - p % side;
        int dy = i / side - p / side;
        if (marked[p]) {
          best[i] = Math.min(best[i], dx * dx + dy * dy);
        }
      }
    }
    return best;
  }
}
