package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Locale;
import java.util.Optional;

/** Whether a shape is made its own mirror image. */
public enum Symmetry {
  /** Never. */
  OFF,
  /** Where the outline all but is one already. */
  AUTO,
  /** Always, about the best axis there is. */
  ON;

  /** Pixels a side of the outlines compared. */
  private static final int SIDE = 64;

  /** Below this overlap with its mirror image, a difference is taken as meant. */
  private static final double ALL_BUT = .95;

  /** The name clients use: {@code off}, {@code auto}, {@code on}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The axis to mirror a shape about; empty when it is to stay as it is.
   *
   * @param cutout the shape's outline
   */
  public Optional<MirrorAxis> axis(Cutout cutout) {
    if (this == OFF) {
      return Optional.empty();
    }
    MirrorAxis axis = MirrorAxis.find(Outlines.of(cutout, SIDE), SIDE);
    boolean meant = this == ON || axis.overlap() >= ALL_BUT;
    return meant ? Optional.of(axis) : Optional.empty();
  }
}
