package io.orfeas.inference.field;

/**
 * A solid as an estimator guesses it: front and back per pixel, or a field through space.
 *
 * <p>Frame: object units, in which the longest side of the object's picture box is 1, +Y up, +Z
 * toward the viewer.
 */
public sealed interface Shape permits DepthShell, Volume {
  /** The shape as its own mirror image. */
  Shape symmetrized(MirrorAxis axis);

  /**
   * The shape with all depths multiplied.
   *
   * @param factor above 0
   */
  Shape deepened(double factor);

  /**
   * The largest factor by which the shape may be deepened and still lie, front and back, within one
   * object unit of the middle plane: what is farther out no surface follows, and the camera is not
   * much farther away.
   */
  double room();
}
