package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * One slice of a scalar field: its values, which of its points are inside, and the numbers of the
 * vertices on its edges.
 *
 * <p>Each row is held in words of 64 points that overlap by one, so that the 63 cells of a word
 * have both their ends in it. Vertices are numbered along the rows, so that a sweep over a word's
 * cells knows their numbers by counting on from the word's first one.
 */
final class FieldSlice {
  /** Cells in a word. */
  static final int CELLS = 63;

  /** Value of border points: so far outside that the surface runs beside the last inner point. */
  private static final float BORDER = Float.MAX_VALUE;

  final int side;

  /** Words in a row. */
  final int words;

  /** For each word the points that are its own; its last one belongs to the next word. */
  final long[] points;

  /** For each word its cells. */
  final long[] cells;

  /** Values, {@code side²}; only those of points beside the surface need be there. */
  final float[] values;

  /** Points inside, by row and word. */
  final long[] inside;

  /** Rows with any point inside; all else about other rows is not kept up to date. */
  final boolean[] used;

  /** By row and word, the number of its first vertex on the way to the next point of the row. */
  final int[] alongRowFirst;

  /** The same on the way to the next row. */
  final int[] acrossRowsFirst;

  /** The same on the way to the next slice. */
  final int[] acrossSlicesFirst;

  /** Rows as plain bits, before they are cut into words; one spare word to read beyond the end. */
  private final long[] packed;

  private final int packedWords;

  FieldSlice(int side) {
    this.side = side;
    words = (side - 2) / CELLS + 1;
    values = new float[side * side];
    points = new long[words];
    cells = new long[words];
    for (int w = 0; w < words; w++) {
      int rest = side - w * CELLS;
      points[w] = rest > 64 ? -1L >>> 1 : -1L >>> 64 - rest;
      cells[w] = -1L >>> 64 - Math.min(CELLS, rest - 1);
    }
    int n = side * words;
    inside = new long[n];
    used = new boolean[side];
    alongRowFirst = new int[n];
    acrossRowsFirst = new int[n];
    acrossSlicesFirst = new int[n];
    packedWords = (side + 63) / 64 + 1;
    packed = new long[packedWords];
  }

  /**
   * The signs of part of a row: sets one bit for each negative value.
   *
   * @param first bit of the first value, a multiple of four
   */
  static void pack(float[] values, int at, int count, long[] bits, int first) {
    int w = first >> 6;
    int bit = first & 63;
    long word = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      word |= four(values, at + i) << bit;
      bit += 4;
      if (bit == 64) {
        bits[w++] |= word;
        word = 0;
        bit = 0;
      }
    }
    for (; i < count; i++) {
      word |= (long) (Float.floatToRawIntBits(values[at + i]) >>> 31) << bit++;
    }
    if (word != 0) {
      bits[w] |= word;
    }
  }

  private static long four(float[] values, int at) {
    return Float.floatToRawIntBits(values[at]) >>> 31
        | Float.floatToRawIntBits(values[at + 1]) >>> 31 << 1
        | Float.floatToRawIntBits(values[at + 2]) >>> 31 << 2
        | Float.floatToRawIntBits(values[at + 3]) >>> 31 << 3;
  }

  /** Clears and returns the plain bits that a source fills for one row. */
  long[] blankRow() {
    Arrays.fill(packed, 0);
    return packed;
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

  /** Takes the plain bits over as a row; its two ends are border. */
  void setRow(int y) {
    values[y * side] = BORDER;
    values[(y + 1) * side - 1] = BORDER;
    packed[0] &= ~1L;
    packed[side - 1 >> 6] &= ~(1L << (side - 1 & 63));
    long any = 0;
    for (int w = 0; w < words; w++) {
      int first = w * CELLS;
      int shift = first & 63;
      long word = packed[first >> 6] >>> shift;
      if (shift > 0) {
        word |= packed[(first >> 6) + 1] << 64 - shift;
      }
      inside[y * words + w] = word;
      any |= word;
    }
    used[y] = any != 0;
  }
}
