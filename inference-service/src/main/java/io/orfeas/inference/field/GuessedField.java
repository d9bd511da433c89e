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
    for (int i = 0; i < side; i++) {
      for (int k = 0; k < side; k++) {
        for (int face = 0; face <= last; face += last) {
          putOutside(values, (i * side + k) * side + face);
          putOutside(values, (i * side + face) * side + k);
          putOutside(values, (face * side + i) * side + k);
        }
      }
    }
    return new GuessedField(SampledField.of(side, values));
  }

  private static void putOutside(float[] values, int i) {
    values[i] = Math.max(0, values[i]);
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
