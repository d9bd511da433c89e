package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ScalarField;
import java.util.Arrays;

/**
 * The part of a field near its surface.
 *
 * <p>One value in the middle of a block of cells bounds all others in it by the field's steepness.
 * Starting from large blocks, those that cannot hold the surface are settled by that one value and
 * the rest are halved, down to blocks of {@value #BLOCK} cells; only the values of these are read.
 * So values read grow with the surface, not with the volume, and nothing is missed as long as the
 * steepness is true.
 */
final class FieldBand implements FieldSlices {
  /** Cells along a side of the smallest block: a multiple of four that divides 64. */
  static final int BLOCK = 4;

  private static final int LARGEST = 32;

  /** What is known of a block. */
  private static final byte OUTSIDE = 0;

  private static final byte INSIDE = 1;
  private static final byte NEAR = 2;

  /** Outside or inside, but beside a block that is near, so its values serve interpolation. */
  private static final byte BESIDE = 4;

  private final ScalarField field;
  private final int side;
  private final int blocks;
  private final byte[] state;
  private long valuesRead;

  /** By row of blocks, its first run; those of the next row follow on. */
  private final int[] firstRun;

  /** First point, count of points, and 1 for near or 0 for inside, for each run. */
  private int[] runs = new int[3 * 1024];

  private int runCount;

  FieldBand(ScalarField field) {
    this.field = field;
    side = field.side();
    blocks = (side + BLOCK - 1) / BLOCK;
    state = new byte[blocks * blocks * blocks];
    firstRun = new int[blocks * blocks + 1];
    for (int z = 0; z < side; z += LARGEST) {
      for (int y = 0; y < side; y += LARGEST) {
        for (int x = 0; x < side; x += LARGEST) {
          settle(x, y, z, LARGEST);
        }
      }
    }
    markBeside();
    findRuns();
  }

  /** Values asked for so far. */
  long valuesRead() {
    return valuesRead;
  }

  private void settle(int x, int y, int z, int size) {
    int half = size / 2;
    int cx = Math.min(x + half, side - 1);
    int cy = Math.min(y + half, side - 1);
    int cz = Math.min(z + half, side - 1);
    float value = value(cx, cy, cz);
    double reach = Math.sqrt(3) * half * field.steepness();
    boolean in = Float.floatToRawIntBits(value) < 0;
    if (Math.abs(value) > reach && !(in && isAtBorder(x, y, z, size))) {
      mark(x, y, z, size, in ? INSIDE : OUTSIDE);
    } else if (size == BLOCK) {
      state[block(x / BLOCK, y / BLOCK, z / BLOCK)] = NEAR;
    } else {
      for (int part = 0; part < 8; part++) {
        int px = x + (part & 1) * half;
        int py = y + (part >> 1 & 1) * half;
        int pz = z + (part >> 2) * half;
        if (px < side && py < side && pz < side) {
          settle(px, py, pz, half);
        }
      }
    }
  }

  /** Whether the lattice's border, which counts as outside, cuts a block or runs beside it. */
  private boolean isAtBorder(int x, int y, int z, int size) {
    int last = side - 2 - size;
    return x == 0 || y == 0 || z == 0 || x > last || y > last || z > last;
  }

  private float value(int x, int y, int z) {
    valuesRead++;
    return field.value(x, y, z);
  }

  private void mark(int x, int y, int z, int size, byte what) {
    if (what == OUTSIDE) {
      return;
    }
    int endX = Math.min(blocks, (x + size) / BLOCK);
    int endY = Math.min(blocks, (y + size) / BLOCK);
    int endZ = Math.min(blocks, (z + size) / BLOCK);
    for (int bz = z / BLOCK; bz < endZ; bz++) {
      for (int by = y / BLOCK; by < endY; by++) {
        for (int bx = x / BLOCK; bx < endX; bx++) {
          state[block(bx, by, bz)] = what;
        }
      }
    }
  }

  /** An edge that leaves a block upward ends at the first point of the next one. */
  private void markBeside() {
    for (int z = 0; z < blocks; z++) {
      for (int y = 0; y < blocks; y++) {
        for (int x = 0; x < blocks; x++) {
          if (state[block(x, y, z)] == NEAR) {
            markBeside(x + 1, y, z);
            markBeside(x, y + 1, z);
            markBeside(x, y, z + 1);
          }
        }
      }
    }
  }

  private void markBeside(int x, int y, int z) {
    if (x < blocks && y < blocks && z < blocks && state[block(x, y, z)] < NEAR) {
      state[block(x, y, z)] |= BESIDE;
    }
  }

  private int block(int x, int y, int z) {
    return (z * blocks + y) * blocks + x;
  }

  /** Cuts each row of blocks into runs that are read and runs that are inside; the rest is not. */
  private void findRuns() {
    for (int row = 0; row < blocks * blocks; row++) {
      firstRun[row] = runCount;
      int first = row * blocks;
      for (int b = 0; b < blocks; ) {
        int end = b + 1;
        boolean near = state[first + b] >= NEAR;
        while (end < blocks
            && near == state[first + end] >= NEAR
            && (near || state[first + end] == state[first + b])) {
          end++;
        }
        if (near || state[first + b] == INSIDE) {
          addRun(b, end, near);
        }
        b = end;
      }
    }
    firstRun[blocks * blocks] = runCount;
  }

  private void addRun(int from, int to, boolean near) {
    if (3 * runCount == runs.length) {
      runs = Arrays.copyOf(runs, 2 * runs.length);
    }
    runs[3 * runCount] = from * BLOCK;
    runs[3 * runCount + 1] = Math.min(side, to * BLOCK) - from * BLOCK;
    runs[3 * runCount + 2] = near ? 1 : 0;
    runCount++;
  }

  /** All values first: what waits for memory waits together. */
  @Override
  public void read(int z, FieldSlice slice) {
    for (int y = 0; y < side; y++) {
      if (!slice.isBorder(y, z)) {
        readValues(y, z, slice);
      }
    }
    for (int y = 0; y < side; y++) {
      int row = z / BLOCK * blocks + y / BLOCK;
      if (slice.isBorder(y, z)) {
        slice.setBorderRow(y);
      } else if (firstRun[row] == firstRun[row + 1]) {
        slice.setOutsideRow(y);
      } else {
        packSigns(row, y, slice);
        slice.setRow(y);
      }
    }
  }

  private void readValues(int y, int z, FieldSlice slice) {
    int row = z / BLOCK * blocks + y / BLOCK;
    for (int run = firstRun[row]; run < firstRun[row + 1]; run++) {
      if (runs[3 * run + 2] == 1) {
        int from = runs[3 * run];
        int count = runs[3 * run + 1];
        field.read(from, y, z, count, slice.values, y * side + from);
        valuesRead += count;
      }
    }
  }

  private void packSigns(int row, int y, FieldSlice slice) {
    long[] bits = slice.blankRow();
    for (int run = firstRun[row]; run < firstRun[row + 1]; run++) {
      int from = runs[3 * run];
      int count = runs[3 * run + 1];
      if (runs[3 * run + 2] == 1) {
        FieldSlice.pack(slice.values, y * side + from, count, bits, from);
      } else {
        set(bits, from, count);
      }
    }
  }

  private static void set(long[] bits, int from, int count) {
    for (int i = from; i < from + count; ) {
      int run = Math.min(64 - (i & 63), from + count - i);
      bits[i >> 6] |= -1L >>> 64 - run << (i & 63);
      i += run;
    }
  }
}
