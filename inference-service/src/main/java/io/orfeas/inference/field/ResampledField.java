package io.orfeas.inference.field;

import java.util.Optional;

/**
 * A field on another lattice over the same cube: trilinear between its points, and in union with
 * its mirror image where there is an axis.
 *
 * <p>A field's steepness holds for its trilinear interpolation, so that of the new lattice follows
 * from the lengths of the cells; a union is no steeper than its parts.
 */
final class ResampledField implements ScalarField {
  /** Room for what interpolation rounds. */
  private static final float SLACK = 1.0001f;

  private final SampledField field;
  private final Optional<MirrorAxis> axis;
  private final int side;
  private final double cells;

  ResampledField(SampledField field, Optional<MirrorAxis> axis, int side) {
    if (side < 2) {
      throw new IllegalArgumentException("side: " + side + " (expected: at least 2)");
    }
    this.field = field;
    this.axis = axis;
    this.side = side;
    cells = (field.side() - 1.0) / (side - 1);
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public float steepness() {
    return (float) (field.steepness() * cells * SLACK);
  }

  @Override
  public void read(int x, int y, int z, int count, float[] out, int at) {
    for (int i = 0; i < count; i++) {
      out[at + i] = value(x + i, y, z);
    }
  }

  @Override
  public float value(int x, int y, int z) {
    float here = field.between(x * cells, y * cells, z * cells);
    return axis.isEmpty() ? here : Math.min(here, mirrored(axis.get(), x, y, z));
  }

  /** The axis is told of the picture, whose rows run downward; a frame of one pixel is as good. */
  private float mirrored(MirrorAxis about, int x, int y, int z) {
    int last = field.side() - 1;
    double right = (double) x / (side - 1) - .5;
    double down = .5 - (double) y / (side - 1);
    double mirroredRight = about.mirroredX(right, down, 1);
    double mirroredDown = about.mirroredY(right, down, 1);
    return field.between((mirroredRight + .5) * last, (.5 - mirroredDown) * last, z * cells);
  }
}
