package io.orfeas.inference.field;

import java.util.Optional;

/**
 * Solids of revolution about an upright axis, as vases and bottles are: recognised by an outline
 * that is its own mirror image, and given the depth that turning the outline would give.
 *
 * <p>A figure with its arms stretched out, a cross and a ring have such outlines, too. Turning
 * would throw their limbs out far beyond what fits behind the outline; where it does so with much
 * of the object, nothing is turned, unless the object is all but one wide body, as bowls are.
 *
 * <p>On each row, every run of inside pixels is the diameter of a circle: {@code h² = w² - (x -
 * c)²}. The axis is the mean of the run centres, weighted by length; linear cost.
 *
 * @param squaredHeight squared half-thickness in squared pixels, 0 outside
 * @param mirrorOverlap how well the outline matches its mirror image (intersection over union)
 */
record Lathe(float[] squaredHeight, double mirrorOverlap) {
  private static final double RECOGNISED = 0.95;

  /** Times as thick as the ball behind the outline that counts as thrown out. */
  private static final float THROWN = 2.5f;

  /** Share of the object that may be: of vases, mushrooms and bottles a tenth at most is. */
  private static final double MOST_THROWN = 0.2;

  /** Share of the object's height that the ball within one wide body takes. */
  private static final double ONE_BODY = 0.75;

  /**
   * The turned solid where the outline is symmetric enough, and no limbs are thrown out; else
   * empty.
   *
   * @param distance signed distance to the outline in pixels, {@code side²}, positive inside
   * @param balls squared height of the balls behind that outline, {@link MedialBalls}
   */
  static Optional<Lathe> of(float[] distance, float[] balls, int side) {
    double overlap = mirrorOverlap(distance, side, axis(distance, side));
    if (!(overlap > RECOGNISED)) {
      return Optional.empty();
    }
    float[] turned = turned(distance, side);
    return thrownOut(turned, balls) > MOST_THROWN && !isOneBody(distance, side)
        ? Optional.empty()
        : Optional.of(new Lathe(turned, overlap));
  }

  private static double thrownOut(float[] turned, float[] balls) {
    int inside = 0;
    int thrown = 0;
    for (int i = 0; i < turned.length; i++) {
      if (balls[i] > 0) {
        inside++;
        thrown += turned[i] > THROWN * THROWN * Math.max(1, balls[i]) ? 1 : 0;
      }
    }
    return inside == 0 ? 0 : (double) thrown / inside;
  }

  private static boolean isOneBody(float[] distance, int side) {
    int first = side;
    int last = 0;
    float radius = 0;
    for (int i = 0; i < distance.length; i++) {
      if (distance[i] > 0) {
        first = Math.min(first, i / side);
        last = i / side;
        radius = Math.max(radius, distance[i]);
      }
    }
    return 2 * radius > ONE_BODY * (last + 1 - first);
  }

  /** Mean x of all inside pixels, or the middle when there are none. */
  static double axis(float[] distance, int side) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < distance.length; i++) {
      if (distance[i] > 0) {
        sum += i % side;
        count++;
      }
    }
    return count == 0 ? (side - 1) / 2.0 : sum / count;
  }

  /** Intersection over union of the outline and its mirror image about an upright line, 0..1. */
  static double mirrorOverlap(float[] distance, int side, double axis) {
    int both = 0;
    int either = 0;
    int shift = (int) Math.round(2 * axis);
    for (int i = 0; i < distance.length; i++) {
      int x = i % side;
      int mirrored = shift - x;
      boolean a = distance[i] > 0;
      boolean b = mirrored >= 0 && mirrored < side && distance[i - x + mirrored] > 0;
      both += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
    }
    return either == 0 ? 0 : (double) both / either;
  }

  private static float[] turned(float[] distance, int side) {
    float[] height = new float[distance.length];
    for (int y = 0; y < side; y++) {
      int x = 0;
      while (x < side) {
        if (!(distance[y * side + x] > 0)) {
          x++;
          continue;
        }
        int end = x;
        while (end < side && distance[y * side + end] > 0) {
          end++;
        }
        turnRun(distance, y * side, side, x, end, height);
        x = end;
      }
    }
    return height;
  }

  private static void turnRun(
      float[] distance, int row, int side, int from, int to, float[] height) {
    double left = from - crossing(distance, row + from, from > 0 ? row + from - 1 : -1);
    double right = to - 1 + crossing(distance, row + to - 1, to < side ? row + to : -1);
    double centre = (left + right) / 2;
    double radius = (right - left) / 2;
    for (int x = from; x < to; x++) {
      height[row + x] = (float) Math.max(0, radius * radius - (x - centre) * (x - centre));
    }
  }

  /** How far from an inside pixel toward an outside one the outline lies, in pixels. */
  private static double crossing(float[] distance, int in, int out) {
    if (out < 0) {
      return 0.5;
    }
    return distance[in] / (double) (distance[in] - distance[out]);
  }
}
