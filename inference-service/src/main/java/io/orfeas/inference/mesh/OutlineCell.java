package io.orfeas.inference.mesh;

/**
 * Marching squares with filled insides: how the inside part of a lattice cell is cut into
 * triangles, for each of the sixteen patterns of inside corners.
 *
 * <p>Corners are numbered clockwise from the top left, then the crossings on the sides clockwise
 * from the top. Triangles run counter-clockwise with rows growing downward on screen and +Y up.
 * Three rules keep the glued surface a manifold: each crossing next to an inside corner is used;
 * two diagonal corners stay apart; the only edge between two crossings is the outline itself.
 */
final class OutlineCell {
  static final int TOP_LEFT = 0;
  static final int TOP_RIGHT = 1;
  static final int BOTTOM_RIGHT = 2;
  static final int BOTTOM_LEFT = 3;
  static final int TOP = 4;
  static final int RIGHT = 5;
  static final int BOTTOM = 6;
  static final int LEFT = 7;

  private static final byte[][] TRIANGLES = table();

  private OutlineCell() {}

  /** Three places per triangle, for a code with bit {@code k} set when corner {@code k} is in. */
  static byte[] triangles(int code) {
    return TRIANGLES[code];
  }

  static int triangleCount(int code) {
    return TRIANGLES[code].length / 3;
  }

  private static byte[][] table() {
    byte[][] table = new byte[16][];
    for (int code = 0; code < 16; code++) {
      table[code] = pattern(code);
    }
    return table;
  }

  private static byte[] pattern(int code) {
    return switch (Integer.bitCount(code)) {
      case 0 -> new byte[0];
      case 1 -> corner(Integer.numberOfTrailingZeros(code));
      case 2 -> pair(code);
      case 3 -> allBut(Integer.numberOfTrailingZeros(15 - code));
      default -> join(new byte[] {0, 3, 2}, new byte[] {0, 2, 1});
    };
  }

  private static byte[] corner(int k) {
    return new byte[] {(byte) k, before(k), after(k)};
  }

  private static byte[] pair(int code) {
    int first = Integer.numberOfTrailingZeros(code);
    int second = Integer.numberOfTrailingZeros(code & (code - 1));
    if (second - first == 2) {
      return join(corner(first), corner(second));
    }
    int k = second - first == 1 ? first : second;
    byte next = (byte) ((k + 1) % 4);
    return new byte[] {(byte) k, before(k), after(next), (byte) k, after(next), next};
  }

  /** Fan around the corner opposite the one that is outside. */
  private static byte[] allBut(int out) {
    byte apex = (byte) ((out + 2) % 4);
    byte next = (byte) ((out + 3) % 4);
    byte previous = (byte) ((out + 1) % 4);
    return new byte[] {
      apex, previous, after(out), apex, after(out), before(out), apex, before(out), next
    };
  }

  /** The side that follows corner {@code k} clockwise. */
  private static byte after(int k) {
    return (byte) (4 + k);
  }

  /** The side that precedes corner {@code k} clockwise. */
  private static byte before(int k) {
    return (byte) (4 + (k + 3) % 4);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = new byte[a.length + b.length];
    System.arraycopy(a, 0, both, 0, a.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
