package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * One slice of a scalar field: its values, which of its points are inside, and the numbers of the
 * vertices on its edges.
 *
 * <p>Each row is held in words of 64 points. Vertices are numbered along the rows, so that a sweep
 * over a word's cells knows their numbers by counting on from the word's first one.
 */
final class FieldSlice {
  /** Value of border points: so far outside that the surface runs beside the last inner point. */
  private static final float BORDER = Float.MAX_VALUE;

  final int side;

  /** Words in a row. */
  final int words;

  /** For each word its cells: all its points but the row's last one. */
  final long[] cells;

  /**
   * Values, {@code side²}, x fastest; only those of points beside the surface need be there. Signs
   * are packed four values and four rows at a time, so up to three beyond the last of each.
   */
  final float[] values;

  /** Points inside, by row and word; none beyond the end of a row. Three spare rows, as above. */
  final long[] inside;

  /** Rows with any point inside; the numbers of vertices on other rows are not kept up to date. */
  final boolean[] used;

  /** By row and word, the number of its first vertex on the way to the next point of the row. */
  final int[] alongRowFirst;

  /** The same on the way to the next row. */
  final int[] acrossRowsFirst;

  /** The same on the way to the next slice. */
  final int[] acrossSlicesFirst;

  FieldSlice(int side) {
    this.side = side;
    words = (side + 63) / 64;
    values = new float[side * (side + 3) + 3];
    cells = new long[words];
    for (int w = 0; w < words; w++) {
      int rest = side - 1 - 64 * w;
      cells[w] = rest >= 64 ? -1L : (1L << rest) - 1;
    }
    int n = side * words;
    inside = new long[(side + 3) * words];
    used = new boolean[side];
    alongRowFirst = new int[n];
    acrossRowsFirst = new int[n];
    acrossSlicesFirst = new int[n];
  }

  /** Takes the signs of a row's values over. */
  void packRow(int y) {
    int at = y * side;
    int word = y * words;
    for (int first = 0; first < side; first += 64) {
      long signs = 0;
      for (int bit = 0; bit < Math.min(64, side - first); bit += 4) {
        signs |= four(values, at + first + bit) << bit;
      }
      inside[word++] = signs;
    }
    endRow(y);
  }

  /** The signs of four values that follow each other, lowest bit first. */
  static long four(float[] values, int at) {
    return Float.floatToRawIntBits(values[at]) >>> 31
        | Float.floatToRawIntBits(values[at + 1]) >>> 31 << 1
        | Float.floatToRawIntBits(values[at + 2]) >>> 31 << 2
        | Float.floatToRawIntBits(values[at + 3]) >>> 31 << 3;
  }

  /** A row on the border of the lattice: all outside. */
  void setBorderRow(int y) {
    Arrays.fill(values, y * side, (y + 1) * side, BORDER);
    setOutsideRow(y);
  }

  /** A row that the surface is nowhere near. */
  void setOutsideRow(int y) {
    Arrays.fill(inside, y * words, (y + 1) * words, 0);
    used[y] = false;
  }

  /** Whether a row lies on the border of the lattice. */
  boolean isBorder(int y, int z) {
    return y == 0 || z == 0 || y == side - 1 || z == side - 1;
  }

  /** Ends a row whose signs are there: its two ends are border, and what lies beyond is nothing. */
  void endRow(int y) {
    values[y * side] = BORDER;
    values[(y + 1) * side - 1] = BORDER;
    int first = y * words;
    inside[first] &= ~1L;
    inside[first + words - 1] &= (1L << (side - 1 & 63)) - 1;
    long any = 0;
    for (int w = first; w < first + words; w++) {
      any |= inside[w];
    }
    used[y] = any != 0;
  }
}
