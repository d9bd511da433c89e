package io.orfeas.inference.field;

/**
 * A solid as a scalar field on a cubic lattice: what volumetric estimators answer in, where a
 * {@link DepthShell} cannot hold the shape.
 *
 * <p>Frame: {@code side³} points over the cube around the square of {@link
 * io.orfeas.inference.image.Cutout}; along each axis point {@code i} lies at {@code (i / (side - 1)
 * - .5) / FILL} in object units, +Y up, +Z toward the viewer. Values are negative inside; what unit
 * they have does not matter. The outermost points count as outside, so that every solid is closed.
 */
public interface ScalarField {
  /** Points along each axis, at least 2. */
  int side();

  /**
   * The most that the value changes over the length of one cell, in any direction: with it, parts
   * of the lattice that cannot hold the surface are skipped unread. Positive infinity where it is
   * not known.
   */
  float steepness();

  /**
   * Writes the values of part of a row.
   *
   * @param x first point
   * @param y row
   * @param z slice
   * @param count points, {@code x + count <= side()}
   * @param out receives the values from index {@code at} on
   */
  void read(int x, int y, int z, int count, float[] out, int at);

  /** The value of one point. */
  default float value(int x, int y, int z) {
    float[] one = new float[1];
    read(x, y, z, 1, one, 0);
    return one[0];
  }
}
