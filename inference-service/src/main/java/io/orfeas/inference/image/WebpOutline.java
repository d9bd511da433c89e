package io.orfeas.inference.image;

/**
 * What the chunks of a WebP say (RFC 9649), read without decoding anything.
 *
 * @param width pixels per row
 * @param height rows
 * @param orientation how the camera was held
 */
record WebpOutline(int width, int height, Orientation orientation) {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;

  static WebpOutline parse(byte[] bytes, ImageLimits limits) {
    long end = Bytes.u32le(bytes, 4) + 8;
    if (end > bytes.length || end < FIRST_CHUNK) {
      throw ImageRejectedException.unreadable(
          "WebP: " + bytes.length + " bytes (expected: " + end + " as its header says)");
    }
    int width = 0;
    int height = 0;
    Orientation orientation = Orientation.UPRIGHT;
    long at = FIRST_CHUNK;
    while (at + CHUNK_HEADER <= end) {
      int tag = (int) at;
      long length = Bytes.u32le(bytes, tag + 4);
      checkFits(at + CHUNK_HEADER + length, end);
      if (Bytes.isTag(bytes, tag, "EXIF")) {
        orientation = orientation(bytes, tag + CHUNK_HEADER, (int) length);
      } else {
        long size = size(bytes, tag, (int) length);
        if (size != 0) {
          limits.checkSize(size >>> 32, size & 0xFFFFFFFFL);
          width = Math.max(width, (int) (size >>> 32));
          height = Math.max(height, (int) size);
        }
      }
      at += CHUNK_HEADER + length + (length & 1);
    }
    limits.checkSize(width, height);
    return new WebpOutline(width, height, orientation);
  }

  private static void checkFits(long chunkEnd, long end) {
    if (chunkEnd > end) {
      throw ImageRejectedException.unreadable(
          "WebP: chunk up to byte " + chunkEnd + " (expected: at most " + end + ")");
    }
  }

  /** Width in the high and height in the low half; 0 when the chunk tells no size. */
  private static long size(byte[] bytes, int tag, int length) {
    int at = tag + CHUNK_HEADER;
    if (Bytes.isTag(bytes, tag, "VP8X") && length >= 10) {
      return pack(1 + u24(bytes, at + 4), 1 + u24(bytes, at + 7));
    }
    if (Bytes.isTag(bytes, tag, "VP8L") && length >= 5) {
      long bits = Bytes.u32le(bytes, at + 1);
      return pack(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
    }
    if (Bytes.isTag(bytes, tag, "VP8 ") && length >= 10) {
      return pack(Bytes.u16le(bytes, at + 6) & 0x3FFF, Bytes.u16le(bytes, at + 8) & 0x3FFF);
    }
    return 0;
  }

  private static long pack(long width, long height) {
    return width << 32 | height;
  }

  private static int u24(byte[] bytes, int at) {
    return Bytes.u16le(bytes, at) | Bytes.u8(bytes, at + 2) << 16;
  }

  /** Some writers keep the prefix that JPEG puts before the TIFF block. */
  private static Orientation orientation(byte[] bytes, int at, int length) {
    boolean prefixed = length > 6 && Bytes.isTag(bytes, at, "Exif");
    return prefixed
        ? Orientation.ofTiff(bytes, at + 6, length - 6)
        : Orientation.ofTiff(bytes, at, length);
  }
}
