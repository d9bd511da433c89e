package io.orfeas.inference.image;

/**
 * A square of bits that grows and shrinks by whole words. Outside of it bits are as at its edge.
 */
final class BitRows {
  private final int side;
  private final int stride;
  private final long[] words;

  /** All clear. */
  BitRows(int side) {
    this.side = side;
    stride = (side + Long.SIZE - 1) / Long.SIZE;
    words = new long[stride * side];
  }

  /** The pixels whose values reach a limit. */
  static BitRows atLeast(int side, float[] values, float limit) {
    BitRows bits = new BitRows(side);
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        bits.words[y * bits.stride + (x >> 6)] |= (values[i] >= limit ? 1L : 0) << x;
      }
    }
    return bits;
  }

  /** The pixels that are true. */
  static BitRows of(int side, boolean[] values) {
    BitRows bits = new BitRows(side);
    for (int i = 0; i < values.length; i++) {
      if (values[i]) {
        bits.set(i % side, i / side);
      }
    }
    return bits;
  }

  boolean get(int x, int y) {
    return (words[y * stride + (x >> 6)] >>> x & 1) != 0;
  }

  void set(int x, int y) {
    words[y * stride + (x >> 6)] |= 1L << x;
  }

  /** The bits that are set along with their four neighbours. */
  BitRows eroded() {
    return combined(true);
  }

  /** The bits that are set or have one of their four neighbours set. */
  BitRows dilated() {
    return combined(false);
  }

  /** The bits that are set here or there. */
  BitRows or(BitRows other) {
    BitRows result = new BitRows(side);
    for (int i = 0; i < words.length; i++) {
      result.words[i] = words[i] | other.words[i];
    }
    return result;
  }

  /** The bits that are set here and not there. */
  BitRows without(BitRows other) {
    BitRows result = new BitRows(side);
    for (int i = 0; i < words.length; i++) {
      result.words[i] = words[i] & ~other.words[i];
    }
    return result;
  }

  /**
   * Whether each bit set here can be reached from some that are, through others set here.
   *
   * @param some a subset
   * @param steps most steps to a neighbour, of four, that a way may have
   */
  boolean isWithin(BitRows some, int steps) {
    BitRows left = without(some);
    BitRows reached = some;
    for (int step = 0; step < steps && !left.isEmpty(); step++) {
      BitRows farther = left.without(left.without(reached.dilated()));
      reached = reached.or(farther);
      left = left.without(farther);
    }
    return left.isEmpty();
  }

  private boolean isEmpty() {
    long any = 0;
    for (long word : words) {
      any |= word;
    }
    return any == 0;
  }

  private BitRows combined(boolean all) {
    BitRows result = new BitRows(side);
    for (int y = 0; y < side; y++) {
      int row = y * stride;
      int above = Math.max(0, y - 1) * stride;
      int below = Math.min(side - 1, y + 1) * stride;
      for (int k = 0; k < stride; k++) {
        long here = words[row + k];
        long left = here << 1 | (k > 0 ? words[row + k - 1] >>> 63 : here & 1);
        long right = here >>> 1 | next(row, k);
        long up = words[above + k];
        long down = words[below + k];
        result.words[row + k] =
            all ? here & left & right & up & down : here | left | right | up | down;
      }
    }
    return result;
  }

  /** What comes in from the right: the next word's first bit, or the row's last once more. */
  private long next(int row, int k) {
    if (k + 1 < stride) {
      return words[row + k + 1] << 63;
    }
    int last = side - 1 & 63;
    return (words[row + k] >>> last & 1) << last;
  }
}
