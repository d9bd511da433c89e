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
public final class DistanceTransform {
  static final float INSIDE = 0.5f;
  static final float LEAST = 1e-3f;

  private DistanceTransform() {}

  /**
   * For every pixel the index of the pixel that minimises {@code |x - p|² + cost(p)}.
   *
   * @param cost {@code side²} values, positive infinity where a pixel takes no part, never NaN
   * @return {@code side²} indices; all -1 when no pixel takes part
   */
  public static int[] nearest(float[] cost, int side) {
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
    Edges edges = new Edges(coverage, side);
    int[] nearest = nearest(edges.cost, side);
    float[] distance = new float[coverage.length];
    for (int i = 0; i < distance.length; i++) {
      float d = nearest[i] < 0 ? side : edges.distance(nearest, i);
      distance[i] = coverage[i] > INSIDE ? Math.max(d, LEAST) : Math.min(-d, -LEAST);
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
