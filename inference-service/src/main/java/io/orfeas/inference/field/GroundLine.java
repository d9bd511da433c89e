package io.orfeas.inference.field;

import java.util.ArrayList;
import java.util.List;

/**
 * The line an object stands on in the picture: the flat part of the lower edge of the outline's
 * convex hull.
 *
 * <p>Pictures are mostly taken from a little above, so what stands nearer appears lower: a ground
 * line that rises to the right means that the object's right side is farther away.
 *
 * @param slope rise over run of the line, +Y up, within -{@value #STEEPEST}..{@value #STEEPEST}
 * @param coverage share of the object's width that the line spans, 0..1
 */
record GroundLine(double slope, double coverage) {
  /** Hull edges steeper than this are flanks of the object, not ground. */
  static final double STEEPEST = 0.6;

  /** Finds the line; slope and coverage are 0 when nothing is inside. */
  static GroundLine of(float[] distance, int side) {
    List<int[]> hull = lowerHull(distance, side);
    double run = 0;
    double rise = 0;
    for (int k = 1; k < hull.size(); k++) {
      int dx = hull.get(k)[0] - hull.get(k - 1)[0];
      int dy = hull.get(k)[1] - hull.get(k - 1)[1];
      if (Math.abs(dy) < STEEPEST * dx) {
        run += dx;
        rise += dy;
      }
    }
    if (run == 0) {
      return new GroundLine(0, 0);
    }
    int width = hull.get(hull.size() - 1)[0] - hull.get(0)[0];
    return new GroundLine(rise / run, run / width);
  }

  /** Lower hull of the inside pixels, left to right, y upward (Andrew's monotone chain). */
  private static List<int[]> lowerHull(float[] distance, int side) {
    List<int[]> hull = new ArrayList<>();
    for (int x = 0; x < side; x++) {
      int row = lowestInside(distance, side, x);
      if (row >= 0) {
        int[] point = {x, -row};
        while (hull.size() > 1 && !turnsLeft(hull.get(hull.size() - 2), last(hull), point)) {
          hull.remove(hull.size() - 1);
        }
        hull.add(point);
      }
    }
    return hull;
  }

  private static int lowestInside(float[] distance, int side, int x) {
    for (int y = side - 1; y >= 0; y--) {
      if (distance[y * side + x] > 0) {
        return y;
      }
    }
    return -1;
  }

  private static int[] last(List<int[]> points) {
    return points.get(points.size() - 1);
  }

  private static boolean turnsLeft(int[] a, int[] b, int[] c) {
    long ux = (long) b[0] - a[0];
    long uy = (long) b[1] - a[1];
    return ux * (c[1] - a[1]) - uy * (c[0] - a[0]) > 0;
  }
}
