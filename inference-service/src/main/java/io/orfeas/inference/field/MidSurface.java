package io.orfeas.inference.field;

import org.jspecify.annotations.Nullable;

/**
 * How the middle of the object, half-way between front and back, lies in depth.
 *
 * <p>An outline alone says nothing about depth; two habits of pictures do. The camera looks a
 * little down on things that stand on the ground, so a {@link GroundLine} that rises to one side
 * tells that this side is farther away: a ground point that appears higher by {@code y} lies {@code
 * y / tan e} deeper when the camera looks down by the angle {@code e}. And for the same reason the
 * top of what stands upright leans toward the camera.
 *
 * <p>The slant is applied to the centres of the medial balls, so round parts move as a whole
 * instead of being sheared, and is then evened out.
 */
final class MidSurface {
  /** {@code 1 / tan 20°}: depth per height of ground points at a typical downward look. */
  private static final double GROUND_DEPTH_PER_RISE = 2.75;

  /** The ground line counts from this coverage on, and fully from {@link #TRUSTED} on. */
  private static final double DOUBTED = 0.6;

  private static final double TRUSTED = 0.85;

  /** No object is turned away farther than this, as depth per width. */
  private static final double MOST_TURN = 1;

  /** Depth per height of upright objects; small, since pictures from level exist as well. */
  private static final double LEAN = 0.12;

  /** Height per width from which on an object counts as upright, and where it fully does. */
  private static final double SQUAT = 1.0;

  private static final double UPRIGHT = 1.3;

  private static final float REACH_SHARE = 0.35f;
  private static final int COARSE_PASSES = 15;
  private static final int FINE_PASSES = 15;

  private MidSurface() {}

  /**
   * Depth of the middle in pixels, toward the viewer positive, inside the outline and not evened
   * out yet; null where nothing is slanted.
   *
   * @param distance signed distance to the outline in pixels, positive inside
   */
  static float @Nullable [] slanted(float[] distance, MedialBalls balls, int side) {
    double turn = turn(GroundLine.of(distance, side));
    double lean = LEAN * ramp(aspect(distance, side), SQUAT, UPRIGHT);
    double middle = (side - 1) / 2.0;
    if (turn == 0 && lean == 0) {
      return null;
    }
    float[] depth = new float[distance.length];
    for (int i = 0; i < depth.length; i++) {
      if (distance[i] > 0) {
        int centre = balls.centre()[i];
        double x = centre % side - middle;
        double y = middle - centre / side;
        depth[i] = (float) (turn * x + lean * y);
      }
    }
    return depth;
  }

  /** Evens depths out, and continues them two pixels beyond the outline. */
  static void even(float[] depth, float[] distance, int side) {
    InsideSmoother.forDepths(distance, side, REACH_SHARE).diffuse(depth, COARSE_PASSES);
    InsideSmoother.forDepths(distance, side, 0).diffuse(depth, FINE_PASSES);
    continueOutward(depth, distance, side);
  }

  /** Depth per width by which the object is turned, right side nearer when positive. */
  private static double turn(GroundLine line) {
    double trust = ramp(line.coverage(), DOUBTED, TRUSTED);
    double turn = -trust * line.slope() * GROUND_DEPTH_PER_RISE;
    return Math.max(-MOST_TURN, Math.min(MOST_TURN, turn));
  }

  private static double ramp(double value, double from, double to) {
    return Math.max(0, Math.min(1, (value - from) / (to - from)));
  }

  /** Height per width of the box around the inside; 0 when nothing is inside. */
  private static double aspect(float[] distance, int side) {
    int left = side;
    int right = -1;
    int top = side;
    int bottom = -1;
    for (int i = 0; i < distance.length; i++) {
      if (distance[i] > 0) {
        left = Math.min(left, i % side);
        right = Math.max(right, i % side);
        top = Math.min(top, i / side);
        bottom = i / side;
      }
    }
    return right < 0 ? 0 : (bottom - top + 1.0) / (right - left + 1);
  }

  private static void continueOutward(float[] depth, float[] distance, int side) {
    for (int i = 0; i < depth.length; i++) {
      if (!(distance[i] > 0) && distance[i] > -2) {
        depth[i] = meanOfInside(depth, distance, i, side);
      }
    }
  }

  private static float meanOfInside(float[] depth, float[] distance, int i, int side) {
    float sum = 0;
    int count = 0;
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        int x = i % side + dx;
        int j = i + dy * side + dx;
        if (x >= 0 && x < side && j >= 0 && j < depth.length && distance[j] > 0) {
          sum += depth[j];
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
