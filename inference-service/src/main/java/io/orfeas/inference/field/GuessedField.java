package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/**
 * A field as a model guesses it. Where nothing is inside, the solid is as thin as a sheet.
 *
 * @param field of the model's own lattice
 */
public record GuessedField(SampledField field) implements ShapeGuess {

  /**
   * A field whose outermost points are put outside.
   *
   * @param side points along each axis, 2..1024
   * @param values {@code side³} values, as in {@link SampledField}, taken over; any
   */
  public static GuessedField of(int side, float[] values) {
    int last = side - 1;
    for (int i = 0; i < values.length; i++) {
      int x = i % side;
      int y = i / side % side;
      int z = i / side / side;
      if (x == 0 || y == 0 || z == 0 || x == last || y == last || z == last) {
        values[i] = Math.max(0, values[i]);
      }
    }
    return new GuessedField(SampledField.of(side, values));
  }

  @Override
  public Shape within(Cutout cutout, int wanted) {
    return hasInside() ? Volume.of(field) : DepthMaps.flat().within(cutout, wanted);
  }

  private boolean hasInside() {
    for (float value : field.values()) {
      if (value < 0) {
        return true;
      }
    }
    return false;
  }
}
