package io.orfeas.inference.field;

/**
 * The outline of soft coverage as short straight pieces, one for each pixel beside it.
 *
 * <p>A piece runs through the foot of the perpendicular from the pixel's centre to the line where
 * coverage crosses one half: the crossing on the way to a neighbour, turned into the direction of
 * the local gradient. Layout: arrays of {@code side²}; linear cost.
 */
final class Edges {
  /** Half the length of a piece, in pixels. */
  private static final float REACH = 0.5f;

  /** 0 for pixels with a piece, else positive infinity. */
  final float[] cost;

  private final float[] coverage;
  private final int side;
  private final float[] footX;
  private final float[] footY;
  private final float[] normalX;
  private final float[] normalY;

  Edges(float[] coverage, int side) {
    this.coverage = coverage;
    this.side = side;
    cost = new float[coverage.length];
    footX = new float[coverage.length];
    footY = new float[coverage.length];
    normalX = new float[coverage.length];
    normalY = new float[coverage.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        locate(x, y);
      }
    }
  }

  /**
   * Distance from a pixel to the nearest of the pieces that it and its neighbours hold for nearest:
   * the nearest pixel of the outline does not always hold the nearest piece.
   */
  float distance(int[] nearest, int i) {
    int x = i % side;
    int y = i / side;
    float best = squared(nearest[i], x, y);
    if (x > 0) {
      best = Math.min(best, squared(nearest[i - 1], x, y));
    }
    if (x + 1 < side) {
      best = Math.min(best, squared(nearest[i + 1], x, y));
    }
    if (y > 0) {
      best = Math.min(best, squared(nearest[i - side], x, y));
    }
    if (y + 1 < side) {
      best = Math.min(best, squared(nearest[i + side], x, y));
    }
    return (float) Math.sqrt(best);
  }

  private float squared(int piece, int x, int y) {
    float dx = x - footX[piece];
    float dy = y - footY[piece];
    float off = dx * normalX[piece] + dy * normalY[piece];
    float along = Math.abs(dx * normalY[piece] - dy * normalX[piece]);
    float past = Math.max(0, along - REACH);
    return off * off + past * past;
  }

  private void locate(int x, int y) {
    int i = y * side + x;
    float alongX = crossing(x, y, 1, 0);
    float alongY = crossing(x, y, 0, 1);
    if (alongX == 0 && alongY == 0) {
      cost[i] = Float.POSITIVE_INFINITY;
      return;
    }
    float gx = slope(x, y, 1, 0);
    float gy = slope(x, y, 0, 1);
    float length = (float) Math.sqrt(gx * gx + gy * gy);
    boolean useX = alongY == 0 || (alongX != 0 && Math.abs(gx) >= Math.abs(gy));
    float nx = length > 0 ? gx / length : useX ? 1 : 0;
    float ny = length > 0 ? gy / length : useX ? 0 : 1;
    float toFoot = useX ? alongX * nx : alongY * ny;
    footX[i] = x + toFoot * nx;
    footY[i] = y + toFoot * ny;
    normalX[i] = nx;
    normalY[i] = ny;
  }

  /**
   * Signed distance along an axis, within a pixel, to where coverage crosses one half; the nearer
   * of two, 0 when there is none.
   */
  private float crossing(int x, int y, int dx, int dy) {
    float ahead = crossingToward(x, y, dx, dy);
    float behind = crossingToward(x, y, -dx, -dy);
    return behind == 0 || (ahead != 0 && ahead <= behind) ? ahead : -behind;
  }

  private float crossingToward(int x, int y, int dx, int dy) {
    float here = at(x, y);
    float there = at(x + dx, y + dy);
    if (here > DistanceTransform.INSIDE == there > DistanceTransform.INSIDE) {
      return 0;
    }
    return Math.max(DistanceTransform.LEAST, (DistanceTransform.INSIDE - here) / (there - here));
  }

  /** Derivative along (dx, dy), smoothed across (Sobel). */
  private float slope(int x, int y, int dx, int dy) {
    return difference(x, y, dx, dy) * 0.5f
        + difference(x + dy, y + dx, dx, dy) * 0.25f
        + difference(x - dy, y - dx, dx, dy) * 0.25f;
  }

  private float difference(int x, int y, int dx, int dy) {
    return (at(x + dx, y + dy) - at(x - dx, y - dy)) * 0.5f;
  }

  /** Coverage in 0..1, continued over the border; NaN is 0. */
  private float at(int x, int y) {
    int cx = Math.max(0, Math.min(side - 1, x));
    int cy = Math.max(0, Math.min(side - 1, y));
    float value = coverage[cy * side + cx];
    return value > 0 ? Math.min(value, 1) : 0;
  }
}
