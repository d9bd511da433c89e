package io.orfeas.inference.image;

/**
 * The IHDR chunk of a PNG (ISO/IEC 15948, section 11.2.2).
 *
 * @param width pixels per row
 * @param height rows
 * @param bitDepth bits per sample: 1, 2, 4, 8 or 16
 * @param colorType one of the constants below
 * @param interlaced Adam7 interlacing
 */
record PngHeader(int width, int height, int bitDepth, int colorType, boolean interlaced) {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;
  static final int LENGTH = 13;

  static PngHeader parse(byte[] bytes, int at, ImageLimits limits) {
    long width = Bytes.u32be(bytes, at);
    long height = Bytes.u32be(bytes, at + 4);
    limits.checkSize(width, height);
    int interlace = bytes[at + 12];
    if (bytes[at + 10] != 0 || bytes[at + 11] != 0 || interlace < 0 || interlace > 1) {
      throw ImageRejectedException.unreadable(
          "PNG: compression %d, filter %d, interlace %d (expected: 0, 0, 0..1)"
              .formatted(bytes[at + 10], bytes[at + 11], interlace));
    }
    PngHeader header =
        new PngHeader((int) width, (int) height, bytes[at + 8], bytes[at + 9], interlace == 1);
    if (!header.hasValidDepth()) {
      throw ImageRejectedException.unreadable(
          "PNG: bit depth %d with colour type %d (expected: a pair of ISO/IEC 15948, table 11.1)"
              .formatted(header.bitDepth, header.colorType));
    }
    return header;
  }

  private boolean hasValidDepth() {
    return switch (colorType) {
      case GREY ->
          bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
      case PALETTE -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
      case RGB, GREY_ALPHA, RGBA -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }

  /** Samples per pixel. */
  int channels() {
    return switch (colorType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of this many pixels, without the filter byte. */
  int rowBytes(int pixels) {
    return (int) (((long) pixels * channels() * bitDepth + 7) / 8);
  }

  /** Distance in bytes to the sample that a filter refers to; 1 for packed samples. */
  int filterStep() {
    return Math.max(1, channels() * bitDepth / 8);
  }
}
