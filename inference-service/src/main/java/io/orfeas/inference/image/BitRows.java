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
