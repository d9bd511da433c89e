package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;

/**
 * A depth shell sampled on a regular lattice of points in the picture plane, cropped to the object
 * and surrounded by a ring of outside points.
 *
 * <p>Layout: row-major, rows downward, {@code columns * rows} values. Outline, mid-depth and the
 * signed square of the half-thickness are interpolated bilinearly; the square is used because it
 * falls off linearly toward a round rim, where the thickness itself has infinite slope.
 */
final class ShellLattice {
  private static final float OUTSIDE = -1e-3f;

  /** Depths are followed this far from the middle, in object units; the rest is cut off. */
  private static final float DEEPEST = 1;

  final int columns;
  final int rows;
  final float cell;

  /** Positive inside; every point of the outermost ring is negative. */
  final float[] outline;

  /** Depth half-way between front and back. */
  final float[] mid;

  /** Half-thickness, at least 0. */
  final float[] half;

  /** Square of the half-thickness; may go on below 0 outside. */
  final float[] square;

  /** Highest level, in cells above the middle, that lies inside; -1 at outside points. */
  final int[] level;

  private final float left;
  private final float top;
  private boolean empty = true;

  private ShellLattice(LatticePlan plan) {
    columns = plan.columns();
    rows = plan.rows();
    cell = plan.cell();
    left = plan.left();
    top = plan.top();
    int n = Math.multiplyExact(columns, rows);
    outline = new float[n];
    mid = new float[n];
    half = new float[n];
    square = new float[n];
    level = new int[n];
  }

  /** Samples a shell at the points of a plan. */
  static ShellLattice of(DepthShell shell, LatticePlan plan) {
    ShellLattice lattice = new ShellLattice(plan);
    lattice.sample(clean(shell), plan.firstX(), plan.firstY(), plan.scale());
    lattice.closeRing();
    lattice.findLevels();
    return lattice;
  }

  /** Whether no lattice point is inside. */
  boolean isEmpty() {
    return empty;
  }

  float x(int column) {
    return left + column * cell;
  }

  float y(int row) {
    return top - row * cell;
  }

  boolean inside(int i) {
    return level[i] >= 0;
  }

  boolean hasRight(int i) {
    return (i + 1) % columns != 0;
  }

  boolean hasBelow(int i) {
    return i + columns < level.length;
  }

  /** Lowest of the levels of the four columns around the cell right of and below a point. */
  int lowestLevel(int i) {
    return Math.min(
        Math.min(level[i], level[i + 1]), Math.min(level[i + columns], level[i + columns + 1]));
  }

  /** Highest of the levels of the four columns around the cell right of and below a point. */
  int highestLevel(int i) {
    return Math.max(
        Math.max(level[i], level[i + 1]), Math.max(level[i + columns], level[i + columns + 1]));
  }

  private static DepthShell clean(DepthShell shell) {
    return new DepthShell(
        shell.side(),
        clean(shell.outline(), OUTSIDE),
        clean(shell.front(), 0),
        clean(shell.back(), 0));
  }

  /** The array itself when all values are in range, else a copy; NaN becomes something else. */
  private static float[] clean(float[] values, float otherwise) {
    float[] clean = values;
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= DEEPEST)) {
        clean = clean == values ? values.clone() : clean;
        boolean number = !Float.isNaN(values[i]);
        clean[i] = number ? Math.copySign(DEEPEST, values[i]) : otherwise;
      }
    }
    return clean;
  }

  private void sample(DepthShell shell, double firstX, double firstY, double scale) {
    int side = shell.side();
    for (int y = 0; y < rows; y++) {
      double downward = inside(firstY + y * scale, side);
      int row = Math.min(side - 2, (int) downward);
      for (int x = 0; x < columns; x++) {
        double rightward = inside(firstX + x * scale, side);
        int column = Math.min(side - 2, (int) rightward);
        float tx = (float) (rightward - column);
        float ty = (float) (downward - row);
        sampleAt(shell, y * columns + x, row * side + column, tx, ty);
      }
    }
  }

  private static double inside(double at, int side) {
    return Math.max(0, Math.min(side - 1, at));
  }

  private void sampleAt(DepthShell shell, int i, int p, float tx, float ty) {
    int below = p + shell.side();
    float a = (1 - tx) * (1 - ty);
    float b = tx * (1 - ty);
    float c = (1 - tx) * ty;
    float d = tx * ty;
    float[] o = shell.outline();
    float[] f = shell.front();
    float[] k = shell.back();
    outline[i] = a * o[p] + b * o[p + 1] + c * o[below] + d * o[below + 1];
    mid[i] =
        (a * (f[p] + k[p])
                + b * (f[p + 1] + k[p + 1])
                + c * (f[below] + k[below])
                + d * (f[below + 1] + k[below + 1]))
            / 2;
    square[i] =
        (a * signedSquare(f[p] - k[p])
                + b * signedSquare(f[p + 1] - k[p + 1])
                + c * signedSquare(f[below] - k[below])
                + d * signedSquare(f[below + 1] - k[below + 1]))
            / 4;
  }

  private static float signedSquare(float v) {
    return v * Math.abs(v);
  }

  private void closeRing() {
    for (int x = 0; x < columns; x++) {
      close(x);
      close((rows - 1) * columns + x);
    }
    for (int y = 0; y < rows; y++) {
      close(y * columns);
      close(y * columns + columns - 1);
    }
  }

  private void close(int i) {
    outline[i] = Math.min(outline[i], OUTSIDE);
  }

  private void findLevels() {
    for (int i = 0; i < level.length; i++) {
      half[i] = square[i] > 0 ? (float) Math.sqrt(square[i]) : 0;
      level[i] = outline[i] > 0 ? (int) (half[i] / cell) : -1;
      empty &= level[i] < 0;
    }
  }
}
