package io.orfeas.inference.image;

/**
 * How a camera was held, as EXIF tag 0x0112 tells it (CIPA DC-008, section 4.6.5), and the turn
 * that makes such a picture upright.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(true, false, false),
  UPSIDE_DOWN(true, true, false),
  MIRRORED_UPSIDE_DOWN(false, true, false),
  TRANSPOSED(false, false, true),
  TURNED_LEFT(false, true, true),
  TRANSVERSED(true, true, true),
  TURNED_RIGHT(true, false, true);

  private static final Orientation[] BY_TAG_VALUE = values();
  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int ENTRY_LENGTH = 12;

  /** Whether stored columns, then stored rows, are read backwards; then whether axes swap. */
  private final boolean flipX;

  private final boolean flipY;
  private final boolean swap;

  Orientation(boolean flipX, boolean flipY, boolean swap) {
    this.flipX = flipX;
    this.flipY = flipY;
    this.swap = swap;
  }

  /** Reads the tag from a TIFF block; a damaged block counts as upright, as in every viewer. */
  static Orientation ofTiff(byte[] bytes, int offset, int length) {
    int end = Math.min(bytes.length, offset + length);
    if (end - offset < 8) {
      return UPRIGHT;
    }
    boolean little = bytes[offset] == 'I' && bytes[offset + 1] == 'I';
    long directory = offset + u32(bytes, offset + 4, little);
    if (u16(bytes, offset + 2, little) != 42 || directory + 2 > end) {
      return UPRIGHT;
    }
    int at = (int) directory + 2;
    int entries = u16(bytes, (int) directory, little);
    for (int i = 0; i < entries && at + ENTRY_LENGTH <= end; i++, at += ENTRY_LENGTH) {
      if (u16(bytes, at, little) == TAG && u16(bytes, at + 2, little) == TYPE_SHORT) {
        return ofValue(u16(bytes, at + 8, little));
      }
    }
    return UPRIGHT;
  }

  /** The orientation of a tag value; anything but 1..8 counts as upright. */
  static Orientation ofValue(int value) {
    return value >= 1 && value <= BY_TAG_VALUE.length ? BY_TAG_VALUE[value - 1] : UPRIGHT;
  }

  /** The picture turned upright. */
  RgbaImage applyTo(RgbaImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    int width = swap ? image.height() : image.width();
    int height = swap ? image.width() : image.height();
    int start = (flipX ? image.width() - 1 : 0) + (flipY ? image.height() - 1 : 0) * image.width();
    int columnStep = flipX ? -1 : 1;
    int rowStep = flipY ? -image.width() : image.width();
    int stepX = swap ? rowStep : columnStep;
    int stepY = swap ? columnStep : rowStep;
    int[] from = image.argb();
    int[] to = new int[from.length];
    for (int y = 0, out = 0; y < height; y++) {
      for (int x = 0, at = start + y * stepY; x < width; x++, at += stepX) {
        to[out++] = from[at];
      }
    }
    return new RgbaImage(width, height, to);
  }

  private static int u16(byte[] bytes, int at, boolean little) {
    return little ? Bytes.u16le(bytes, at) : Bytes.u16be(bytes, at);
  }

  private static long u32(byte[] bytes, int at, boolean little) {
    return little ? Bytes.u32le(bytes, at) : Bytes.u32be(bytes, at);
  }
}
