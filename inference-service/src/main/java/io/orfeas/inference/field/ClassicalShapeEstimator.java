package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Optional;

/**
 * Shape from the outline alone, without learned weights.
 *
 * <p>The half-thickness is the mean of two inflations, the union of medial balls and the circular
 * profile, or the turned outline where the object looks like a solid of revolution; ripples are
 * ironed out. The middle between front and back follows {@link MidSurface}.
 *
 * <p>Cost: a dozen linear passes over {@code side²} pixels and some fifty over the inside.
 */
public final class ClassicalShapeEstimator implements ShapeEstimator {
  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 1024;
  private static final float REACH_SHARE = 0.35f;
  private static final int COARSE_PASSES = 30;
  private static final int FINE_PASSES = 20;

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
    CoverageGrid.lift(coverage);
    float[] distance = DistanceTransform.signed(coverage, side);
    MedialBalls balls = MedialBalls.of(distance, side);
    float[] squaredHeight = squaredHeight(distance, balls, side);
    InsideSmoother.forSquaredHeights(distance, side, REACH_SHARE)
        .iron(squaredHeight, COARSE_PASSES);
    InsideSmoother.forSquaredHeights(distance, side, 0).iron(squaredHeight, FINE_PASSES);
    return shell(distance, squaredHeight, MidSurface.of(distance, balls, side), side);
  }

  private static float[] squaredHeight(float[] distance, MedialBalls balls, int side) {
    Optional<Lathe> lathe = Lathe.of(distance, side);
    if (lathe.isPresent()) {
      return lathe.get().squaredHeight();
    }
    float[] circular = CircularProfile.squaredHeight(distance, Regions.of(distance, side));
    float[] mean = new float[distance.length];
    for (int i = 0; i < mean.length; i++) {
      double height = (Math.sqrt(balls.squaredHeight()[i]) + Math.sqrt(circular[i])) / 2;
      mean[i] = (float) (height * height);
    }
    return mean;
  }

  private static DepthShell shell(float[] distance, float[] squaredHeight, float[] mid, int side) {
    float pixel = (float) (1 / (side * Cutout.FILL));
    float[] outline = new float[distance.length];
    float[] front = new float[distance.length];
    float[] back = new float[distance.length];
    for (int i = 0; i < outline.length; i++) {
      float square =
          distance[i] > 0
              ? Math.max(0, squaredHeight[i])
              : beyondRim(squaredHeight, distance, i, side);
      float half = (float) Math.copySign(Math.sqrt(Math.abs(square)), square);
      outline[i] = distance[i] * pixel;
      front[i] = (mid[i] + half) * pixel;
      back[i] = (mid[i] - half) * pixel;
    }
    return new DepthShell(side, outline, front, back);
  }

  /** Squared height beside the outline, continued in a straight line to negative values. */
  private static float beyondRim(float[] squaredHeight, float[] distance, int i, int side) {
    float sum = 0;
    int count = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int x = i % side + dx;
        int j = i + dy * side + dx;
        if (x >= 0 && x < side && j >= 0 && j < distance.length && distance[j] > 0) {
          sum += Math.max(0, squaredHeight[j]) / distance[j];
          count++;
        }
      }
    }
    return count == 0 ? 0 : distance[i] * sum / count;
  }
}
