package io.orfeas.inference.field;

import java.util.Optional;

/**
 * Solids of revolution about an upright axis, as vases and bottles are: recognised by an outline
 * that is its own mirror image, and given the depth that turning the outline would give.
 *
 * <p>On each row, every run of inside pixels is the diameter of a circle: {@code h² = w² - (x -
 * c)²}. The axis is the mean of the run centres, weighted by length; linear cost.
 *
 * @param squaredHeight squared half-thickness in squared pixels, 0 outside
 * @param mirrorOverlap how well the outline matches its mirror image (intersection over union)
 */
record Lathe(float[] squaredHeight, double mirrorOverlap) {
  private static final double RECOGNISED = 0.95;

  /** The turned solid where the outline is symmetric enough, else empty. */
  static Optional<Lathe> of(float[] distance, int side) {
    double overlap = mirrorOverlap(distance, side, axis(distance, side));
    return overlap > RECOGNISED
        ? Optional.of(new Lathe(turned(distance, side), overlap))
        : Optional.empty();
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
