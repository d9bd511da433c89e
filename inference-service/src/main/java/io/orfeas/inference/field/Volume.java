package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Optional;

/**
 * A solid that fills the inside of a scalar field: what volumetric estimators answer, where a
 * {@link DepthShell} cannot hold the shape: a ring that the line of sight meets twice. It is
 * mirrored and deepened as it is read.
 *
 * @param field at least one point is inside, and none of the outermost
 * @param axis what it is mirrored about: the union with its mirror image; empty for as it is
 * @param depth factor of all depths, above 0
 */
public record Volume(SampledField field, Optional<MirrorAxis> axis, double depth) implements Shape {
  public Volume {
    if (!(depth > 0)) {
      throw new IllegalArgumentException("depth: " + depth + " (expected: above 0)");
    }
  }

  /** A field's inside, as it is. */
  public static Volume of(SampledField field) {
    return new Volume(field, Optional.empty(), 1);
  }

  @Override
  public Volume symmetrized(MirrorAxis about) {
    return new Volume(field, Optional.of(about), depth);
  }

  @Override
  public Volume deepened(double factor) {
    return new Volume(field, axis, depth * factor);
  }

  /** What its cube leaves: how much of that the solid takes is not looked up. */
  @Override
  public double room() {
    return 2 * Cutout.FILL / depth;
  }

  /**
   * The field on another lattice over the same cube, mirrored but not deepened: what it takes of
   * depth may leave the cube, so that is for the mesh.
   *
   * @param side points along each axis, at least 2
   */
  public ScalarField sampled(int side) {
    return new ResampledField(field, axis, side);
  }
}
