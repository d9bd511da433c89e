package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ScalarField;

/** Where the slices of a field come from: all of it, or the part near the surface. */
interface FieldSlices {
  /**
   * Fills a slice: which points are inside, and the values of all points beside the surface.
   *
   * @param z slice, {@code 0..side - 1}; asked for in ascending order
   */
  void read(int z, FieldSlice into);

  /** Reads every point. */
  static FieldSlices all(ScalarField field) {
    int side = field.side();
    return (z, slice) -> {
      for (int y = 0; y < side; y++) {
        if (slice.isBorder(y, z)) {
          slice.setBorderRow(y);
        } else {
          field.read(0, y, z, side, slice.values, y * side);
          slice.packRow(y);
        }
      }
    };
  }
}
