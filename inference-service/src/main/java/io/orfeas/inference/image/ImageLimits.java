package io.orfeas.inference.image;

import io.orfeas.inference.image.ImageRejectedException.Reason;

/**
 * How large a picture may be before it is refused unread.
 *
 * @param maxBytes longest encoded picture in bytes, at least 1
 * @param maxPixels most pixels ({@code width * height}), at least 1; decoding takes about 4 to 8
 *     bytes of memory for each
 * @param maxSide longest side in pixels, at least 1
 */
public record ImageLimits(int maxBytes, long maxPixels, int maxSide) {
  /** 32 MiB, 64 million pixels, 16384 pixels a side: holds what today's cameras produce. */
  public static final ImageLimits DEFAULT = new ImageLimits(32 << 20, 64_000_000, 16_384);

  public ImageLimits {
    requirePositive("maxBytes", maxBytes);
    requirePositive("maxPixels", maxPixels);
    requirePositive("maxSide", maxSide);
  }

  /** Throws IMAGE_TOO_LARGE when an encoded picture of this length is over the limit. */
  void checkBytes(int length) {
    if (length > maxBytes) {
      throw tooLarge("image: " + length + " bytes (expected: at most " + maxBytes + ")");
    }
  }

  /**
   * Throws IMAGE_TOO_LARGE when a picture of this size is over the limit, UNREADABLE_IMAGE when a
   * side is not positive.
   */
  void checkSize(long width, long height) {
    if (width < 1 || height < 1) {
      throw ImageRejectedException.unreadable(
          "image: " + width + " x " + height + " pixels (expected: both at least 1)");
    }
    if (width > maxSide || height > maxSide || width * height > maxPixels) {
      throw tooLarge(
          "image: %d x %d pixels (expected: at most %d pixels, each side at most %d)"
              .formatted(width, height, maxPixels, maxSide));
    }
  }

  private static ImageRejectedException tooLarge(String message) {
    return new ImageRejectedException(Reason.IMAGE_TOO_LARGE, message);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
