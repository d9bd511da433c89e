package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.image.Cutout;

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

  final int columns;
  final int rows;
  final float cell;
  final float left;
  final float top;

  /** Positive inside; every point of the outermost ring is negative. */
  final float[] outline;

  final float[] mid;
  final float[] half;

  private ShellLattice(int columns, int rows, float cell, float left, float top) {
    this.columns = columns;
    this.rows = rows;
    this.cell = cell;
    this.left = left;
    this.top = top;
    int n = Math.multiplyExact(columns, rows);
    outline = new float[n];
    mid = new float[n];
    half = new float[n];
  }

  /**
   * Samples a shell.
   *
   * @param grid lattice cells per object unit
   * @param thinnest least half-thickness of inside points, in cells
   */
  static ShellLattice of(DepthShell shell, double grid, float thinnest) {
    int[] box = insideBox(shell);
    double pixel = 1 / pixelsPerUnit(shell);
    double cell = 1 / grid;
    double scale = cell / pixel;
    int columns = (int) Math.ceil((box[2] - box[0]) / scale) + 3;
    int rows = (int) Math.ceil((box[3] - box[1]) / scale) + 3;
    double firstX = (box[0] + box[2] - (columns - 1) * scale) / 2;
    double firstY = (box[1] + box[3] - (rows - 1) * scale) / 2;
    ShellLattice lattice =
        new ShellLattice(
            columns,
            rows,
            (float) cell,
            (float) ((firstX + 0.5 - shell.side() / 2.0) * pixel),
            (float) ((shell.side() / 2.0 - firstY - 0.5) * pixel));
    lattice.sample(shell, firstX, firstY, scale, thinnest);
    lattice.closeRing();
    return lattice;
  }

  /** The lattice density at which points coincide with the shell's pixels. */
  static double pixelsPerUnit(DepthShell shell) {
    return shell.side() * Cutout.FILL;
  }

  float x(int column) {
    return left + column * cell;
  }

  float y(int row) {
    return top - row * cell;
  }

  boolean inside(int i) {
    return outline[i] > 0;
  }

  /** First and last column and row with an inside pixel, one pixel wider on each side. */
  private static int[] insideBox(DepthShell shell) {
    int side = shell.side();
    int[] box = {side, side, -1, -1};
    for (int i = 0; i < shell.outline().length; i++) {
      if (shell.outline()[i] > 0) {
        box[0] = Math.min(box[0], i % side);
        box[1] = Math.min(box[1], i / side);
        box[2] = Math.max(box[2], i % side);
        box[3] = Math.max(box[3], i / side);
      }
    }
    if (box[2] < 0) {
      throw new IllegalArgumentException(
          "shell: no pixel inside the outline (expected: at least one)");
    }
    return new int[] {box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1};
  }

  private void sample(
      DepthShell shell, double firstX, double firstY, double scale, float thinnest) {
    int side = shell.side();
    int[] column = new int[columns];
    float[] fraction = new float[columns];
    for (int x = 0; x < columns; x++) {
      place(firstX + x * scale, side, x, column, fraction);
    }
    int[] row = new int[1];
    float[] down = new float[1];
    float least = thinnest * cell;
    for (int y = 0; y < rows; y++) {
      place(firstY + y * scale, side, 0, row, down);
      for (int x = 0; x < columns; x++) {
        int p = row[0] * side + column[x];
        sampleAt(shell, y * columns + x, p, side, fraction[x], down[0], least);
      }
    }
  }

  private static void place(double at, int side, int slot, int[] pixel, float[] fraction) {
    double inside = Math.max(0, Math.min(side - 1, at));
    pixel[slot] = Math.min(side - 2, (int) inside);
    fraction[slot] = (float) (inside - pixel[slot]);
  }

  private void sampleAt(DepthShell shell, int i, int p, int side, float tx, float ty, float least) {
    float a = (1 - tx) * (1 - ty);
    float b = tx * (1 - ty);
    float c = (1 - tx) * ty;
    float d = tx * ty;
    float[] o = shell.outline();
    outline[i] = a * o[p] + b * o[p + 1] + c * o[p + side] + d * o[p + side + 1];
    float[] f = shell.front();
    float[] k = shell.back();
    mid[i] =
        (a * (f[p] + k[p])
                + b * (f[p + 1] + k[p + 1])
                + c * (f[p + side] + k[p + side])
                + d * (f[p + side + 1] + k[p + side + 1]))
            / 2;
    float square =
        a * signedSquare(f[p] - k[p])
            + b * signedSquare(f[p + 1] - k[p + 1])
            + c * signedSquare(f[p + side] - k[p + side])
            + d * signedSquare(f[p + side + 1] - k[p + side + 1]);
    half[i] = Math.max(least, square > 0 ? (float) Math.sqrt(square) / 2 : 0);
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
}
