package io.orfeas.inference.field;

/**
 * Exact Euclidean distance transforms of square grids.
 *
 * <p>Layout: row-major, {@code side²} values, pixel centres one unit apart. Cost: linear in the
 * number of pixels, two passes of {@link LowerEnvelope}.
 *
 * <p>The signed form is exact to a fraction of a pixel: every pixel at the outline carries the
 * point where its antialiased edge lies, and distances are measured to those points instead of to
 * pixel centres (the idea of Gustavson and Strand, "Anti-aliased Euclidean distance transform",
 * 2011).
 */
final class DistanceTransform {
  private static final float INSIDE = 0.5f;
  private static final float FARTHEST_EDGE = 0.9f;

  private DistanceTransform() {}

  /**
   * For every pixel the index of the pixel that minimises {@code |x - p|² + cost(p)}.
   *
   * @param cost {@code side²} values, positive infinity where a pixel takes no part, never NaN
   * @return {@code side²} indices; all -1 when no pixel takes part
   */
  static int[] nearest(float[] cost, int side) {
    requireSquare(cost.length, side);
    int[] columnRow = nearestInColumns(cost, side);
    int[] result = new int[cost.length];
    float[] line = new float[side];
    int[] best = new int[side];
    LowerEnvelope envelope = new LowerEnvelope(side);
    for (int y = 0; y < side; y++) {
      int row = y * side;
      for (int x = 0; x < side; x++) {
        int p = columnRow[row + x];
        line[x] = p < 0 ? Float.POSITIVE_INFINITY : square(y - p) + cost[p * side + x];
      }
      envelope.build(line, side);
      envelope.nearest(side, best);
      for (int x = 0; x < side; x++) {
        result[row + x] = best[x] < 0 ? -1 : columnRow[row + best[x]] * side + best[x];
      }
    }
    return result;
  }

  /**
   * Squared distance to the nearest marked pixel; positive infinity when nothing is marked.
   *
   * @param marked {@code side²} flags
   */
  static float[] squared(boolean[] marked, int side) {
    float[] cost = new float[marked.length];
    for (int i = 0; i < cost.length; i++) {
      cost[i] = marked[i] ? 0 : Float.POSITIVE_INFINITY;
    }
    int[] nearest = nearest(cost, side);
    float[] distance = new float[cost.length];
    for (int i = 0; i < distance.length; i++) {
      int p = nearest[i];
      distance[i] =
          p < 0
              ? Float.POSITIVE_INFINITY
              : square(i % side - p % side) + square(i / side - p / side);
    }
    return distance;
  }

  /**
   * Signed distance in pixels to the outline where coverage crosses one half, positive inside.
   *
   * <p>The sign always agrees with the coverage of the pixel itself. Without any outline (all in or
   * all out) the value is plus or minus {@code side}.
   *
   * @param coverage {@code side²} values in 0..1; NaN counts as 0
   */
  static float[] signed(float[] coverage, int side) {
    requireSquare(coverage.length, side);
    float[] edgeX = new float[coverage.length];
    float[] edgeY = new float[coverage.length];
    float[] cost = new float[coverage.length];
    locateEdges(coverage, side, edgeX, edgeY, cost);
    int[] nearest = nearest(cost, side);
    float[] distance = new float[coverage.length];
    for (int i = 0; i < distance.length; i++) {
      int p = nearest[i];
      float d =
          p < 0
              ? side
              : (float) Math.hypot(i % side - (double) edgeX[p], i / side - (double) edgeY[p]);
      distance[i] = coverage[i] > INSIDE ? Math.max(d, 1e-3f) : Math.min(-d, -1e-3f);
    }
    return distance;
  }

  private static int[] nearestInColumns(float[] cost, int side) {
    int[] columnRow = new int[cost.length];
    float[] line = new float[side];
    int[] best = new int[side];
    LowerEnvelope envelope = new LowerEnvelope(side);
    for (int x = 0; x < side; x++) {
      for (int y = 0; y < side; y++) {
        line[y] = cost[y * side + x];
      }
      envelope.build(line, side);
      envelope.nearest(side, best);
      for (int y = 0; y < side; y++) {
        columnRow[y * side + x] = best[y];
      }
    }
    return columnRow;
  }

  /** Marks pixels beside the outline (cost 0, else infinite) and puts each one's edge point. */
  private static void locateEdges(
      float[] coverage, int side, float[] edgeX, float[] edgeY, float[] cost) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int i = y * side + x;
        if (!crossesOutline(coverage, side, x, y)) {
          cost[i] = Float.POSITIVE_INFINITY;
          continue;
        }
        float gx = slope(coverage, side, x, y, 1, 0);
        float gy = slope(coverage, side, x, y, 0, 1);
        float steepness = gx * gx + gy * gy;
        float step = steepness < 1e-6f ? 0 : (INSIDE - coverage[i]) / steepness;
        float length = (float) Math.sqrt(steepness) * Math.abs(step);
        if (length > FARTHEST_EDGE) {
          step *= FARTHEST_EDGE / length;
        }
        edgeX[i] = x + step * gx;
        edgeY[i] = y + step * gy;
      }
    }
  }

  private static boolean crossesOutline(float[] coverage, int side, int x, int y) {
    boolean in = coverage[y * side + x] > INSIDE;
    return (x > 0 && coverage[y * side + x - 1] > INSIDE != in)
        || (x + 1 < side && coverage[y * side + x + 1] > INSIDE != in)
        || (y > 0 && coverage[(y - 1) * side + x] > INSIDE != in)
        || (y + 1 < side && coverage[(y + 1) * side + x] > INSIDE != in);
  }

  /** Sobel derivative along (dx, dy), smoothed across, borders clamped. */
  private static float slope(float[] c, int side, int x, int y, int dx, int dy) {
    return difference(c, side, x, y, dx, dy) * 0.5f
        + difference(c, side, x + dy, y + dx, dx, dy) * 0.25f
        + difference(c, side, x - dy, y - dx, dx, dy) * 0.25f;
  }

  private static float difference(float[] c, int side, int x, int y, int dx, int dy) {
    return (at(c, side, x + dx, y + dy) - at(c, side, x - dx, y - dy)) * 0.5f;
  }

  private static float at(float[] c, int side, int x, int y) {
    float value = c[clamp(y, side) * side + clamp(x, side)];
    return value > 0 ? Math.min(value, 1) : 0;
  }

  private static int clamp(int v, int side) {
    return Math.max(0, Math.min(side - 1, v));
  }

  private static float square(int v) {
    return (float) v * v;
  }

  private static void requireSquare(int length, int side) {
    if (side < 1 || length != (long) side * side) {
      throw new IllegalArgumentException(
          "grid: %d values (expected: %d squared)".formatted(length, side));
    }
  }
}
