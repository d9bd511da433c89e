package io.orfeas.inference.field;

/**
 * A scalar field whose values are all at hand.
 *
 * @param side points along each axis, 2..1024
 * @param values {@code side³} values, x fastest, then y, then z; negative inside
 * @param steepness the most that values change over one cell; infinite where it is not known
 */
public record SampledField(int side, float[] values, float steepness) implements ScalarField {
  private static final int MAX_SIDE = 1024;

  public SampledField {
    if (side < 2 || side > MAX_SIDE || values.length != (long) side * side * side) {
      throw new IllegalArgumentException(
          "field: %d values (expected: %d cubed, side 2..%d)"
              .formatted(values.length, side, MAX_SIDE));
    }
    if (!(steepness > 0)) {
      throw new IllegalArgumentException("steepness: " + steepness + " (expected: above 0)");
    }
  }

  @Override
  public void read(int x, int y, int z, int count, float[] out, int at) {
    System.arraycopy(values, index(x, y, z), out, at, count);
  }

  @Override
  public float value(int x, int y, int z) {
    return values[index(x, y, z)];
  }

  private int index(int x, int y, int z) {
    return (z * side + y) * side + x;
  }
}
