package io.orfeas.inference.gpu.cuda;

/** The box around positions: least x, y, z and greatest x, y, z, as integers in their order. */
final class BoxWork {
  private static final int SIDES = 6;

  /** Each takes every so many-th vertex, so that few meet at the box. */
  private static final int THREADS = 1 << 12;

  private final CudaWork work;
  private final DeviceArray box;

  BoxWork(CudaWork work) {
    this.work = work;
    box = work.ints(SIDES);
    work.launch("box_begin", 1, box);
  }

  DeviceArray array() {
    return box;
  }

  /** Widens the box to hold a mesh. */
  BoxWork around(DeviceMesh mesh) {
    int threads = Math.min(THREADS, mesh.vertices());
    work.launch("box_around", threads, mesh.positions(), mesh.vertices(), threads, box);
    return this;
  }

  double longestSide() {
    int[] sides = work.downloadInts(box, SIDES);
    double longest = Double.NEGATIVE_INFINITY;
    for (int axis = 0; axis < 3; axis++) {
      longest = Math.max(longest, (double) number(sides[axis + 3]) - number(sides[axis]));
    }
    return longest;
  }

  private static float number(int ordered) {
    return Float.intBitsToFloat(ordered >= 0 ? ordered : ordered ^ Integer.MAX_VALUE);
  }
}
