package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/** What a model makes of one picture, on its own grid and with whatever values it came up with. */
public sealed interface ShapeGuess permits DepthMaps, GuessedField {
  /**
   * The shape that this is, a solid in any case, however bad the values are.
   *
   * @param cutout what the model was shown
   * @param wanted pixels per row and column where it is a shell, 16..1024
   */
  Shape within(Cutout cutout, int wanted);
}
