package io.orfeas.inference.image;

/**
 * Frames the object: crops it, centres it in a square and frees its edge of background colours.
 *
 * <p>Pixels are averaged by area when the square is smaller than the original, interpolated when it
 * is larger, and copied when the size is the same; always weighted by coverage, so that what is not
 * the object does not shine through.
 */
public final class CutoutFramer {
  /** Smallest square: smaller objects are enlarged, so that later stages have pixels to work on. */
  public static final int MIN_SIDE = 64;

  /** Outlines that were found rather than supplied are trusted one pixel less. */
  private static final int FOUND_MARGIN = 1;

  private CutoutFramer() {}

  /**
   * Cuts the object out.
   *
   * @param image the picture
   * @param mask which part of it is the object; at least one pixel covered by half
   * @param maxSide largest side of the square in pixels, at least {@link #MIN_SIDE}
   * @return the framed object at the picture's own resolution, reduced to {@code maxSide}
   * @throws ImageRejectedException NO_FOREGROUND when no pixel is covered by half
   */
  public static Cutout frame(RgbaImage image, ForegroundMask mask, int maxSide) {
    if (maxSide < MIN_SIDE) {
      throw new IllegalArgumentException(
          "maxSide: " + maxSide + " (expected: at least " + MIN_SIDE + ")");
    }
    if (mask.width() != image.width() || mask.height() != image.height()) {
      throw new IllegalArgumentException(
          "mask: %d x %d (expected: %d x %d as the picture)"
              .formatted(mask.width(), mask.height(), image.width(), image.height()));
    }
    PixelBox box = PixelBox.of(mask);
    int longest = Math.max(box.width(), box.height());
    long side = Math.round(longest / Cutout.FILL);
    int target = (int) Math.max(MIN_SIDE, Math.min(maxSide, side));
    SquareResampler.Square square = SquareResampler.resample(image, mask, box, target);
    EdgeColors.spread(
        target, square.rgb(), square.coverage(), mask.confidence() < 1 ? FOUND_MARGIN : 0);
    return cutout(square, mask, target);
  }

  private static Cutout cutout(SquareResampler.Square square, ForegroundMask mask, int side) {
    int[] argb = square.rgb();
    float[] coverage = square.coverage();
    for (int i = 0; i < argb.length; i++) {
      argb[i] = argb[i] & 0xFFFFFF | Math.round(coverage[i] * 255) << 24;
    }
    return new Cutout(
        new RgbaImage(side, side, argb),
        new ForegroundMask(side, side, coverage, mask.confidence(), mask.warnings()));
  }
}
