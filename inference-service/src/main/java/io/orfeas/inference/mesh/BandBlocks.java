package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ScalarField;

/**
 * Which blocks of a field's cells may hold its surface, and which of the others are inside.
 *
 * <p>One value in the middle of a block bounds all others in it by the field's steepness. Starting
 * from large blocks, those that cannot hold the surface are settled by that one value and the rest
 * are halved, down to blocks of {@value #BLOCK} cells; of these, those that are not settled are
 * near. A block's far faces are the first points of the next one, so that both say the same of
 * them.
 */
final class BandBlocks {
  /**
   * Cells along a side of the smallest block. Four, as {@link FieldBand} packs four rows and four
   * signs at a time: 16 blocks are a word of points.
   */
  static final int BLOCK = 4;

  private static final int LARGEST = 32;

  /** Blocks along a side of the lattice. */
  final int count;

  /** Words of 64 blocks in a row of blocks. */
  final int words;

  /** By row of blocks, a bit for each block that is near. */
  final long[] near;

  /** By row of blocks, a bit for each block that is settled and inside. */
  final long[] inside;

  private final ScalarField field;
  private final int side;
  private final float steepness;
  private long valuesRead;

  BandBlocks(ScalarField field) {
    this.field = field;
    side = field.side();
    steepness = field.steepness();
    count = (side + BLOCK - 1) / BLOCK;
    words = (count + 63) / 64;
    near = new long[count * count * words];
    inside = new long[near.length];
    for (int z = 0; z < side; z += LARGEST) {
      for (int y = 0; y < side; y += LARGEST) {
        for (int x = 0; x < side; x += LARGEST) {
          settle(x, y, z, LARGEST);
        }
      }
    }
  }

  /** Values asked for. */
  long valuesRead() {
    return valuesRead;
  }

  /** The first word of a row of blocks, by its place in blocks. */
  int row(int y, int z) {
    return (z * count + y) * words;
  }

  private void settle(int x, int y, int z, int size) {
    int half = size / 2;
    float value = value(x + half, y + half, z + half);
    boolean in = Float.floatToRawIntBits(value) < 0;
    if (Math.abs(value) > Math.sqrt(3) * half * steepness && !(in && isAtBorder(x, y, z, size))) {
      if (in) {
        mark(inside, x, y, z, size);
      }
    } else if (size == BLOCK) {
      mark(near, x, y, z, size);
    } else {
      settleParts(x, y, z, half);
    }
  }

  private void settleParts(int x, int y, int z, int size) {
    for (int part = 0; part < 8; part++) {
      int px = x + (part & 1) * size;
      int py = y + (part >> 1 & 1) * size;
      int pz = z + (part >> 2) * size;
      if (px < side && py < side && pz < side) {
        settle(px, py, pz, size);
      }
    }
  }

  private float value(int x, int y, int z) {
    valuesRead++;
    int last = side - 1;
    return field.value(Math.min(x, last), Math.min(y, last), Math.min(z, last));
  }

  /** Whether the lattice's border, which counts as outside, cuts a block or runs beside it. */
  private boolean isAtBorder(int x, int y, int z, int size) {
    int last = side - 2 - size;
    return x == 0 || y == 0 || z == 0 || x > last || y > last || z > last;
  }

  /** Sets the bits of a block, which lie in one word of each row. */
  private void mark(long[] what, int x, int y, int z, int size) {
    int first = x / BLOCK;
    long bits = (1L << size / BLOCK) - 1 << first;
    for (int bz = z / BLOCK; bz < (z + size) / BLOCK; bz++) {
      for (int by = y / BLOCK; by < (y + size) / BLOCK; by++) {
        what[row(by, bz) + (first >> 6)] |= bits;
      }
    }
  }
}
