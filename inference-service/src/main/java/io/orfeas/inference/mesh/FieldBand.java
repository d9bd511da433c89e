package io.orfeas.inference.mesh;

import static io.orfeas.inference.mesh.BandBlocks.BLOCK;

import io.orfeas.inference.field.ScalarField;

/**
 * The part of a field near its surface.
 *
 * <p>Only the values of blocks that may hold the surface ({@link BandBlocks}) are read, and of
 * settled blocks those points where an edge from such a block ends. So values read grow with the
 * surface, not with the volume, and nothing is missed as long as the field's steepness is true.
 *
 * <p>Rows of points are read and packed four at a time, as blocks lie: which ones there are is
 * asked once for four rows, and the four reads and the four words of signs are alike, so that the
 * processor runs ahead. Row by row, reading and packing take twice as long.
 */
final class FieldBand implements FieldSlices {
  /** Blocks in a word of points: a quarter of a word of blocks. */
  private static final int IN_WORD = 64 / BLOCK;

  private final ScalarField field;
  private final int side;
  private final BandBlocks blocks;

  private long valuesRead;

  FieldBand(ScalarField field) {
    this.field = field;
    side = field.side();
    blocks = new BandBlocks(field);
  }

  /** Values asked for so far. */
  long valuesRead() {
    return blocks.valuesRead() + valuesRead;
  }

  /** All values first: what waits for memory waits together. */
  @Override
  public void read(int z, FieldSlice slice) {
    for (int row = 0; row < blocks.count; row++) {
      readValues(row, z, slice);
    }
    for (int row = 0; row < blocks.count; row++) {
      takeSigns(row, z, slice);
    }
  }

  /**
   * Reads what is near in the rows of points of a row of blocks. A block's first slice and first
   * row are also where edges end that leave the near block before it.
   */
  private void readValues(int row, int z, FieldSlice slice) {
    int at = blocks.row(row, z / BLOCK);
    int before = z % BLOCK == 0 && z > 0 ? blocks.row(row, z / BLOCK - 1) : at;
    int below = row > 0 ? blocks.row(row - 1, z / BLOCK) : at;
    int y = row * BLOCK;
    for (int w = 0; w < blocks.words; w++) {
      long read = blocks.near[at + w] | blocks.near[before + w];
      readRuns(read, w, y, Math.min(y + BLOCK, side), z, slice);
      readRuns(blocks.near[below + w] & ~read, w, y, y + 1, z, slice);
    }
  }

  /** Reads each run of blocks, and one point more: where the edge ends that leaves its last one. */
  private void readRuns(long bits, int word, int y, int end, int z, FieldSlice slice) {
    long rest = bits;
    while (rest != 0) {
      int from = Long.numberOfTrailingZeros(rest);
      int to = from + Long.numberOfTrailingZeros(~(rest >>> from));
      int x = (64 * word + from) * BLOCK;
      int count = Math.min((to - from) * BLOCK + 1, side - x);
      for (int i = y; i < end; i++) {
        field.read(x, i, z, count, slice.values, i * side + x);
      }
      valuesRead += (long) count * (end - y);
      rest &= to < 64 ? -1L << to : 0;
    }
  }

  private void takeSigns(int row, int z, FieldSlice slice) {
    int at = blocks.row(row, z / BLOCK);
    boolean any = false;
    for (int w = 0; w < blocks.words; w++) {
      any |= (blocks.near[at + w] | blocks.inside[at + w]) != 0;
    }
    int y = row * BLOCK;
    if (any) {
      pack(at, y, slice);
    }
    for (int i = y; i < Math.min(y + BLOCK, side); i++) {
      if (slice.isBorder(i, z)) {
        slice.setBorderRow(i);
      } else if (any) {
        slice.endRow(i);
      } else {
        slice.setOutsideRow(i);
      }
    }
  }

  private void pack(int row, int y, FieldSlice slice) {
    for (int w = 0; w < slice.words; w++) {
      int word = row + w / BLOCK;
      int shift = w % BLOCK * IN_WORD;
      long near = blocks.near[word] >>> shift & 0xFFFF;
      long inside = blocks.inside[word] >>> shift & 0xFFFF;
      packWord(near, spread(inside), y, w, slice);
    }
  }

  /** Signs of 64 points in four rows: of near blocks by their values. */
  private void packWord(long near, long inside, int y, int w, FieldSlice slice) {
    float[] values = slice.values;
    int at = y * side + 64 * w;
    long first = inside;
    long second = inside;
    long third = inside;
    long fourth = inside;
    for (long rest = near; rest != 0; rest &= rest - 1) {
      int bit = BLOCK * Long.numberOfTrailingZeros(rest);
      int i = at + bit;
      first |= FieldSlice.four(values, i) << bit;
      second |= FieldSlice.four(values, i + side) << bit;
      third |= FieldSlice.four(values, i + 2 * side) << bit;
      fourth |= FieldSlice.four(values, i + 3 * side) << bit;
    }
    int word = y * slice.words + w;
    slice.inside[word] = first;
    slice.inside[word + slice.words] = second;
    slice.inside[word + 2 * slice.words] = third;
    slice.inside[word + 3 * slice.words] = fourth;
  }

  /** Sixteen bits, each of them four times. */
  private static long spread(long bits) {
    long wide = (bits | bits << 24) & 0x000000FF_000000FFL;
    wide = (wide | wide << 12) & 0x000F000F_000F000FL;
    wide = (wide | wide << 6) & 0x03030303_03030303L;
    wide = (wide | wide << 3) & 0x11111111_11111111L;
    return wide * 15;
  }
}
