package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InsideSmootherTest {
  private static final int SIDE = 64;

  @Test
  void iron_thinBar_keepsItsGirth() {
    float[] distance =
        DistanceTransform.signed(
            Silhouettes.coverage(SIDE, (x, y) -> x > 8 && x < 56 && y > 30 && y < 35), SIDE);
    float[] height = MedialBalls.of(distance, SIDE).squaredHeight();
    float before = height[32 * SIDE + 32];
    InsideSmoother.forSquaredHeights(distance, SIDE, 0).iron(height, 20);
    assertThat(height[32 * SIDE + 32]).isCloseTo(before, within(0.1f * before));
  }

  @Test
  void iron_ripples_fadeAndTheShapeStays() {
    float[] distance = DistanceTransform.signed(Silhouettes.disc(SIDE, 26), SIDE);
    float[] smooth = MedialBalls.of(distance, SIDE).squaredHeight();
    float[] rippled = smooth.clone();
    for (int i = 0; i < rippled.length; i++) {
      rippled[i] += distance[i] > 6 ? i % 2 * 40 - 20 : 0;
    }
    InsideSmoother.forSquaredHeights(distance, SIDE, 0).iron(rippled, 20);
    int middle = SIDE / 2 * SIDE + SIDE / 2;
    assertThat(rippled[middle]).isCloseTo(smooth[middle], within(8f));
  }

  @Test
  void diffuse_constant_staysConstant() {
    float[] distance = DistanceTransform.signed(Silhouettes.odd(6, SIDE, 1), SIDE);
    float[] depth = new float[SIDE * SIDE];
    Arrays.fill(depth, 3);
    InsideSmoother.forDepths(distance, SIDE, 0.35f).diffuse(depth, 10);
    for (float value : depth) {
      assertThat(value).isCloseTo(3, within(1e-4f));
    }
  }

  @Test
  void iron_nothingInside_doesNothing() {
    float[] values = {1, 2, 3, 4};
    InsideSmoother.forSquaredHeights(new float[4], 2, 0.5f).iron(values, 3);
    assertThat(values).containsExactly(1, 2, 3, 4);
  }
}
