package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/** Fields of known shapes. */
public final class TestVolumes {
  private TestVolumes() {}

  /** A value for each place, in object units. */
  public interface Places {
    double value(double x, double y, double z);
  }

  /** A field on a lattice. */
  public static SampledField field(int side, Places places) {
    float[] values = new float[side * side * side];
    for (int z = 0, i = 0; z < side; z++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++, i++) {
          values[i] = (float) places.value(at(x, side), at(y, side), at(z, side));
        }
      }
    }
    return SampledField.of(side, values);
  }

  /** A ring around the y axis: what no shell holds, since the line of sight meets it twice. */
  public static SampledField ring(int side) {
    return field(side, (x, y, z) -> Math.hypot(Math.hypot(x, z) - .35, y) - .12);
  }

  private static double at(int i, int side) {
    return (i / (side - 1.0) - .5) / Cutout.FILL;
  }
}
