package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Marching cubes without a typed-in table: for each of the 256 patterns of inside corners, the
 * triangles that separate inside from outside, worked out from three rules.
 *
 * <p>On every face of the cube, each run of inside corners is cut off by its own segment, so two
 * diagonal inside corners stay apart; both cubes at a face see the same corners and so the same
 * segments. Segments chain into loops. Loops are cut into triangles by diagonals that never lie in
 * a face of the cube, since such a diagonal could meet an edge of the neighbour's. With these rules
 * every edge of the extracted surface has exactly two triangles.
 *
 * <p>Corners: 0..3 around the lower square, 4..7 above them. Edges: 0..3 from lower corner {@code
 * e} to the next, 4..7 the same above, 8..11 upright from corner {@code e - 8}. Source: Lorensen
 * and Cline, "Marching Cubes", 1987; the face rule resolves the ambiguity that paper left open.
 */
final class CubeTable {
  private static final int EDGES = 12;

  /** Corner cycles of the six faces, all turning the same way seen from outside. */
  private static final int[][] FACES = {
    {0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}
  };

  private static final byte[][] TRIANGLES = table();

  private CubeTable() {}

  /** Three edge numbers per triangle; bit {@code c} of the code is set when corner c is inside. */
  static byte[] triangles(int code) {
    return TRIANGLES[code];
  }

  /** The most triangles that a pattern has. */
  static int mostTriangles() {
    return Arrays.stream(TRIANGLES).mapToInt(pattern -> pattern.length / 3).max().orElseThrow();
  }

  private static byte[][] table() {
    int[] facesOfEdge = facesOfEdge();
    byte[][] table = new byte[256][];
    for (int code = 0; code < table.length; code++) {
      table[code] = pattern(code, facesOfEdge);
    }
    return table;
  }

  /** A bit set of the two faces that each edge borders. */
  private static int[] facesOfEdge() {
    int[] faces = new int[EDGES];
    for (int f = 0; f < FACES.length; f++) {
      for (int k = 0; k < 4; k++) {
        faces[edge(FACES[f][k], FACES[f][(k + 1) % 4])] |= 1 << f;
      }
    }
    return faces;
  }

  private static int edge(int a, int b) {
    int low = Math.min(a, b);
    int high = Math.max(a, b);
    if (high - low == 4) {
      return 8 + low;
    }
    boolean wraps = high - low == 3;
    return wraps ? high : low;
  }

  private static byte[] pattern(int code, int[] facesOfEdge) {
    int[] next = segments(code);
    byte[] triangles = new byte[0];
    boolean[] done = new boolean[EDGES];
    for (int e = 0; e < EDGES; e++) {
      if (next[e] >= 0 && !done[e]) {
        int[] loop = loop(next, e, done);
        triangles = append(triangles, fill(loop, facesOfEdge));
      }
    }
    return triangles;
  }

  /** For each crossed edge the one that its loop visits next, -1 for edges that are not crossed. */
  private static int[] segments(int code) {
    int[] next = new int[EDGES];
    Arrays.fill(next, -1);
    for (int[] face : FACES) {
      for (int k = 0; k < 4; k++) {
        if (!in(code, face[k]) && in(code, face[(k + 1) % 4])) {
          int leave = (k + 1) % 4;
          while (in(code, face[(leave + 1) % 4])) {
            leave = (leave + 1) % 4;
          }
          int enterEdge = edge(face[k], face[(k + 1) % 4]);
          next[enterEdge] = edge(face[leave], face[(leave + 1) % 4]);
        }
      }
    }
    return next;
  }

  private static boolean in(int code, int corner) {
    return (code >> corner & 1) != 0;
  }

  private static int[] loop(int[] next, int start, boolean[] done) {
    int[] loop = new int[EDGES];
    int n = 0;
    for (int e = start; !done[e]; e = next[e]) {
      done[e] = true;
      loop[n++] = e;
    }
    return Arrays.copyOf(loop, n);
  }

  /** Cuts a loop into triangles; the first cut that keeps all diagonals off the faces. */
  private static byte[] fill(int[] loop, int[] facesOfEdge) {
    byte[] triangles = cut(loop, 0, loop.length - 1, facesOfEdge);
    if (triangles.length != 3 * (loop.length - 2)) {
      throw new IllegalStateException("loop without a cut: " + Arrays.toString(loop));
    }
    return triangles;
  }

  /** Triangles over the chord from place {@code i} to {@code j}; incomplete when there are none. */
  private static byte[] cut(int[] loop, int i, int j, int[] facesOfEdge) {
    for (int m = i + 1; m < j; m++) {
      if (diagonal(loop, i, m, facesOfEdge) && diagonal(loop, m, j, facesOfEdge)) {
        byte[] left = cut(loop, i, m, facesOfEdge);
        byte[] right = cut(loop, m, j, facesOfEdge);
        if (left.length == 3 * (m - i - 1) && right.length == 3 * (j - m - 1)) {
          byte[] middle = {(byte) loop[i], (byte) loop[j], (byte) loop[m]};
          return append(append(left, middle), right);
        }
      }
    }
    return new byte[0];
  }

  private static boolean diagonal(int[] loop, int a, int b, int[] facesOfEdge) {
    return b - a == 1 || (facesOfEdge[loop[a]] & facesOfEdge[loop[b]]) == 0;
  }

  private static byte[] append(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
