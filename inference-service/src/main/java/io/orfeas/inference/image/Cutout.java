package io.orfeas.inference.image;

/**
 * The object alone, framed: a square crop of the picture with colours free of background, and its
 * coverage.
 *
 * <p>The bounding box of the object is centred and its longest side takes {@link #FILL} of the
 * square, so that every later stage works in one frame: with {@code s} the side of the square in
 * pixels, the pixel centre {@code (x, y)} lies at {@code ((x + .5) / s - .5, .5 - (y + .5) / s) /
 * FILL} in object units, where the longest side of the object's box is 1 and +Y is up.
 *
 * @param color the square crop; alpha is coverage, and colour under partly covered pixels is the
 *     object's own (decontaminated)
 * @param mask coverage of the crop, same size as {@code color}
 */
public record Cutout(RgbaImage color, ForegroundMask mask) {
  /** Share of the square's side that the longest side of the object's bounding box takes. */
  public static final double FILL = 0.85;

  public Cutout {
    if (color.width() != color.height()
        || mask.width() != color.width()
        || mask.height() != color.height()) {
      throw new IllegalArgumentException(
          "cutout: color %d x %d, mask %d x %d (expected: equal squares)"
              .formatted(color.width(), color.height(), mask.width(), mask.height()));
    }
  }

  /** Side of the square in pixels. */
  public int side() {
    return color.width();
  }
}
