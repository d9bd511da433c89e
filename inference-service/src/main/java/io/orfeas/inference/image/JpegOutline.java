package io.orfeas.inference.image;

import io.orfeas.inference.image.ImageRejectedException.Reason;

/**
 * What the markers of a JPEG say (ISO/IEC 10918-1, annex B), read without decoding anything.
 *
 * <p>Finds the true end of the picture, which the platform's decoder does not insist on: it paints
 * the missing part of a cut-off file grey. Cost: one pass over the bytes.
 *
 * @param width pixels per row
 * @param height rows
 * @param orientation how the camera was held
 */
record JpegOutline(int width, int height, Orientation orientation) {
  /** Each scan costs a pass over all pixels; encoders write about ten. */
  private static final int MAX_SCANS = 64;

  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;
  private static final int APP1 = 0xE1;
  private static final int EXIF_PREFIX = 6;

  static JpegOutline parse(byte[] bytes, ImageLimits limits) {
    return new Walk(bytes, limits).outline();
  }

  /** The place in the file and what was seen so far. */
  private static final class Walk {
    private final byte[] bytes;
    private final ImageLimits limits;
    private int at = 2;
    private int scans;
    private int width;
    private int height;
    private Orientation orientation = Orientation.UPRIGHT;

    Walk(byte[] bytes, ImageLimits limits) {
      this.bytes = bytes;
      this.limits = limits;
    }

    JpegOutline outline() {
      for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
        if (hasLength(marker)) {
          segment(marker);
        }
      }
      if (scans == 0 || width == 0) {
        throw ImageRejectedException.unreadable(
            "JPEG: %d scans of %d x %d pixels (expected: a frame and at least one scan)"
                .formatted(scans, width, height));
      }
      return new JpegOutline(width, height, orientation);
    }

    /** Skips entropy-coded bytes, in which 0xFF is followed by 0 or is a restart marker. */
    private int nextMarker() {
      for (; at + 1 < bytes.length; at++) {
        int code = Bytes.u8(bytes, at + 1);
        if (bytes[at] == (byte) 0xFF && code != 0 && code != 0xFF) {
          at += 2;
          return code;
        }
      }
      throw cutOff();
    }

    private void segment(int marker) {
      int length = at + 2 <= bytes.length ? Bytes.u16be(bytes, at) : 0;
      if (length < 2 || at + length > bytes.length) {
        throw cutOff();
      }
      if (isFrame(marker)) {
        frame(marker, length);
      } else if (marker == SOS && ++scans > MAX_SCANS) {
        throw ImageRejectedException.unreadable(
            "JPEG: over " + MAX_SCANS + " scans (expected: at most " + MAX_SCANS + ")");
      } else if (marker == APP1 && length > 8 + EXIF_PREFIX && Bytes.isTag(bytes, at + 2, "Exif")) {
        orientation = Orientation.ofTiff(bytes, at + 2 + EXIF_PREFIX, length - 2 - EXIF_PREFIX);
      }
      at += length;
    }

    private void frame(int marker, int length) {
      if (marker > SOF2) {
        throw new ImageRejectedException(
            Reason.UNSUPPORTED_IMAGE_TYPE,
            "JPEG: frame type SOF%d (expected: SOF0..SOF2, baseline or progressive)"
                .formatted(marker - SOF0));
      }
      if (length < 8 || width > 0) {
        throw ImageRejectedException.unreadable(
            "JPEG: frame header of " + length + " bytes (expected: one, of at least 8 bytes)");
      }
      height = Bytes.u16be(bytes, at + 3);
      width = Bytes.u16be(bytes, at + 5);
      limits.checkSize(width, height);
    }

    private ImageRejectedException cutOff() {
      return ImageRejectedException.unreadable(
          "JPEG: ends at byte " + bytes.length + " (expected: markers up to the end of image)");
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean hasLength(int marker) {
      return marker != 0x01 && (marker < 0xD0 || marker > 0xD8);
    }
  }
}
