package io.orfeas.inference.mesh;

import io.orfeas.inference.field.SampledField;
import io.orfeas.inference.image.Cutout;

/** Fields with a known surface. */
final class TestFields {
  private static final double RADIUS = 0.72;
  private static final double RELIEF = 0.04;
  private static final double FREQUENCY = 18;

  private TestFields() {}

  /** A ball of a radius in object units around the middle. */
  static SampledField ball(int side, double radius) {
    float[] values = new float[side * side * side];
    double cell = 1 / (Cutout.FILL * (side - 1));
    double middle = (side - 1) / 2.0;
    for (int i = 0; i < values.length; i++) {
      double x = i % side - middle;
      double y = i / side % side - middle;
      double z = i / side / side - middle;
      values[i] = (float) (Math.sqrt(x * x + y * y + z * z) * cell - radius);
    }
    return new SampledField(side, values, (float) (1.001 * cell));
  }

  /**
   * A ball around a lattice point, a tenth of a cell in radius; distances in cells. It is not quite
   * in the middle, so that the points around it have values of their own.
   */
  static SampledField speck(int side, int px, int py, int pz) {
    float[] values = new float[side * side * side];
    for (int z = 0, i = 0; z < side; z++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++, i++) {
          double dx = x - px - 0.02;
          double dy = y - py - 0.02;
          double dz = z - pz - 0.02;
          values[i] = (float) Math.sqrt(dx * dx + dy * dy + dz * dz) - 0.1f;
        }
      }
    }
    return new SampledField(side, values, 1.00001f);
  }

  /**
   * A ball with a relief of bumps and dents: {@code |p| - 0.72 + 0.04 (sin a cos b + sin b cos c +
   * sin c cos a)} with {@code (a, b, c) = 18 p + phase}, p in the cube from -1 to 1.
   */
  static SampledField peerScene(int side) {
    double[] phase = phases();
    double[] at = new double[side];
    double[][] sin = new double[3][side];
    double[][] cos = new double[3][side];
    for (int i = 0; i < side; i++) {
      at[i] = 2.0 * i / (side - 1) - 1;
      for (int axis = 0; axis < 3; axis++) {
        sin[axis][i] = Math.sin(FREQUENCY * at[i] + phase[axis]);
        cos[axis][i] = Math.cos(FREQUENCY * at[i] + phase[axis]);
      }
    }
    float[] values = new float[side * side * side];
    for (int z = 0, i = 0; z < side; z++) {
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++, i++) {
          double relief = sin[0][x] * cos[1][y] + sin[1][y] * cos[2][z] + sin[2][z] * cos[0][x];
          double distance = Math.sqrt(at[x] * at[x] + at[y] * at[y] + at[z] * at[z]);
          values[i] = (float) (distance - RADIUS + RELIEF * relief);
        }
      }
    }
    // The gradient of the sum in brackets is at most the square root of three long.
    double slope = 1 + RELIEF * FREQUENCY * Math.sqrt(3);
    return new SampledField(side, values, (float) (slope * 2 / (side - 1)));
  }

  /** Three draws of SplitMix64 seeded with 42, as angles. */
  private static double[] phases() {
    double[] phases = new double[3];
    long state = 42;
    for (int i = 0; i < phases.length; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      phases[i] = 2 * Math.PI * ((z >>> 11) / 0x1p53);
    }
    return phases;
  }
}
