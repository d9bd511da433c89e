package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Optional;

/**
 * Shape from the outline alone, without learned weights.
 *
 * <p>The half-thickness is the mean of two inflations, the union of medial balls and the circular
 * profile, or the turned outline where the object looks like a solid of revolution.
 */
public final class ClassicalShapeEstimator implements ShapeEstimator {
  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 1024;

  @Override
  public String name() {
    return "classical";
  }

  @Override
  public String digest() {
    return "classical-1";
  }

  @Override
  public DepthShell estimate(Cutout cutout, int side) {
    if (side < MIN_SIDE || side > MAX_SIDE) {
      throw new IllegalArgumentException(
          "side: %d (expected: %d..%d)".formatted(side, MIN_SIDE, MAX_SIDE));
    }
    float[] coverage = CoverageGrid.resample(cutout.mask().coverage(), cutout.side(), side);
    float[] distance = DistanceTransform.signed(coverage, side);
    float[] height = height(distance, side);
    return shell(distance, height, side);
  }

  private static float[] height(float[] distance, int side) {
    Optional<Lathe> lathe = Lathe.of(distance, side);
    if (lathe.isPresent()) {
      return root(lathe.get().squaredHeight());
    }
    float[] ball = root(MedialBall.squaredHeight(distance, side));
    float[] circle = root(CircularProfile.squaredHeight(distance, Regions.of(distance, side)));
    for (int i = 0; i < ball.length; i++) {
      ball[i] = (ball[i] + circle[i]) / 2;
    }
    return ball;
  }

  private static float[] root(float[] squared) {
    float[] result = new float[squared.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) Math.sqrt(squared[i]);
    }
    return result;
  }

  private static DepthShell shell(float[] distance, float[] height, int side) {
    float pixel = (float) (1 / (side * Cutout.FILL));
    float[] outline = new float[distance.length];
    float[] front = new float[distance.length];
    float[] back = new float[distance.length];
    for (int i = 0; i < outline.length; i++) {
      outline[i] = distance[i] * pixel;
      front[i] = height[i] * pixel;
      back[i] = -front[i];
    }
    return new DepthShell(side, outline, front, back);
  }
}
