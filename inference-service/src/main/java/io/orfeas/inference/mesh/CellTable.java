package io.orfeas.inference.mesh;

/**
 * {@link CubeTable} in the order in which lattice rows are swept.
 *
 * <p>A cell lies between four rows a, b (below), c, d (above). Code: bits 0 and 1 are two
 * neighbouring points of row a, then of b, c and d. Edges: 0..3 along the rows a to d; 4, 5 from a
 * to b at the first and the second point; 6, 7 from c to d; 8, 9 from a to c; 10, 11 from b to d.
 */
final class CellTable {
  /** Most corners of triangles that one cell can have. */
  static final int MOST_CORNERS;

  private static final int[] BIT_OF_CORNER = {0, 1, 3, 2, 4, 5, 7, 6};
  private static final byte[] EDGE_OF_EDGE = {0, 5, 1, 4, 2, 7, 3, 6, 8, 9, 11, 10};

  /** Where the corners of a code start in {@link #CORNERS}; those of the next follow on. */
  static final int[] START = new int[257];

  /** Edge numbers, three to a triangle, counter-clockwise from outside in a right-handed frame. */
  static final byte[] CORNERS;

  /**
   * Corners of a code that are in {@link #PACKED}: those of four triangles; few cells have more.
   */
  static final int PACKED_CORNERS = 12;

  /**
   * By code, the first corners four bits each, the first one lowest, and in the four bits above
   * them the count of triangles. Who writes all of them, whether there or not, has no branch to
   * mispredict.
   */
  static final long[] PACKED = new long[256];

  static {
    byte[][] patterns = new byte[256][];
    int most = 0;
    for (int code = 0; code < patterns.length; code++) {
      patterns[code] = pattern(code);
      most = Math.max(most, patterns[code].length);
      START[code + 1] = START[code] + patterns[code].length;
    }
    MOST_CORNERS = most;
    CORNERS = new byte[START[256]];
    for (int code = 0; code < patterns.length; code++) {
      System.arraycopy(patterns[code], 0, CORNERS, START[code], patterns[code].length);
      PACKED[code] = packed(patterns[code]);
    }
  }

  private CellTable() {}

  private static long packed(byte[] pattern) {
    long packed = (long) (pattern.length / 3) << 4 * PACKED_CORNERS;
    for (int i = 0; i < Math.min(PACKED_CORNERS, pattern.length); i++) {
      packed |= (long) pattern[i] << 4 * i;
    }
    return packed;
  }

  private static byte[] pattern(int code) {
    int turned = 0;
    for (int corner = 0; corner < BIT_OF_CORNER.length; corner++) {
      turned |= (code >> BIT_OF_CORNER[corner] & 1) << corner;
    }
    byte[] edges = CubeTable.triangles(turned);
    byte[] pattern = new byte[edges.length];
    for (int i = 0; i < edges.length; i++) {
      // The other table's rows run downward, so that its triangles turn the other way round here.
      pattern[i] = EDGE_OF_EDGE[edges[edges.length - 1 - i]];
    }
    return pattern;
  }
}
