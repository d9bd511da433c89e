package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MidSurfaceTest {
  private static final int SIDE = 64;

  @Test
  void groundLine_slantedBase_hasItsSlope() {
    GroundLine line = GroundLine.of(distance((x, y) -> y > 20 && y < 50 - 0.2 * (x - 12)), SIDE);
    assertThat(line.slope()).isCloseTo(0.2, within(0.05));
    assertThat(line.coverage()).isGreaterThan(0.9);
  }

  @Test
  void groundLine_ballOnItsPoint_isLevel() {
    GroundLine line = GroundLine.of(distance((x, y) -> Math.hypot(x - 32, y - 32) < 20), SIDE);
    assertThat(line.slope()).isCloseTo(0, within(0.02));
    assertThat(line.coverage()).isLessThan(0.7);
  }

  @Test
  void groundLine_empty_isNothing() {
    assertThat(GroundLine.of(new float[SIDE * SIDE], SIDE)).isEqualTo(new GroundLine(0, 0));
  }

  @Test
  void groundLine_onePixel_isNothing() {
    float[] distance = DistanceTransform.signed(Silhouettes.odd(7, SIDE, 5), SIDE);
    assertThat(GroundLine.of(distance, SIDE)).isEqualTo(new GroundLine(0, 0));
  }

  @Test
  void of_baseRisingToTheRight_putsTheRightSideDeeper() {
    float[] depth = depth((x, y) -> x > 4 && x < 60 && y < 50 - 0.2 * x && y > 34 - 0.2 * x);
    assertThat(depth[40 * SIDE + 8]).isGreaterThan(depth[28 * SIDE + 56] + 10);
  }

  @Test
  void of_levelWideObject_isFlat() {
    assertThat(depth((x, y) -> x > 4 && x < 60 && y > 30 && y < 40)).containsOnly(0);
  }

  @Test
  void of_uprightObject_leansTowardTheViewer() {
    float[] depth = depth((x, y) -> x > 28 && x < 36 && y > 4 && y < 60);
    assertThat(depth[8 * SIDE + 32]).isGreaterThan(depth[56 * SIDE + 32] + 3);
  }

  private static float[] depth(Silhouettes.Shape shape) {
    float[] distance = distance(shape);
    float[] depth = MidSurface.slanted(distance, MedialBalls.of(distance, SIDE), SIDE);
    if (depth == null) {
      return new float[distance.length];
    }
    MidSurface.even(depth, distance, SIDE);
    return depth;
  }

  private static float[] distance(Silhouettes.Shape shape) {
    return DistanceTransform.signed(Silhouettes.coverage(SIDE, shape), SIDE);
  }
}
