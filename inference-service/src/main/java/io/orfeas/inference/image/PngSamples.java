package io.orfeas.inference.image;

import org.jspecify.annotations.Nullable;

/**
 * Turns unfiltered PNG rows of every colour type and depth into {@code 0xAARRGGBB} pixels.
 *
 * <p>16-bit samples are rounded to the nearest of 8 bits; 1-, 2- and 4-bit greys are stretched to
 * the full range. A pixel equal to the transparent colour of a tRNS chunk becomes transparent.
 */
final class PngSamples {
  private static final int OPAQUE = 0xFF000000;
  private static final int NO_KEY = -1;

  private final PngHeader header;

  /** Colours of all packed or indexed sample values; null where samples are read directly. */
  private final int @Nullable [] table;

  private final int keyRed;
  private final int keyGreen;
  private final int keyBlue;

  private PngSamples(PngHeader header, int @Nullable [] table, int[] key) {
    this.header = header;
    this.table = table;
    keyRed = key[0];
    keyGreen = key[1];
    keyBlue = key[2];
  }

  static PngSamples of(PngChunks chunks) {
    PngHeader header = chunks.header();
    if (header.colorType() == PngHeader.PALETTE) {
      return new PngSamples(header, palette(chunks), noKey());
    }
    int[] key = key(chunks);
    boolean tabled = header.colorType() == PngHeader.GREY && header.bitDepth() <= 8;
    return new PngSamples(header, tabled ? greys(header.bitDepth(), key[0]) : null, key);
  }

  /**
   * Expands one row.
   *
   * @param row samples from index 1 on
   * @param count pixels of the row
   * @param out receives the pixels from {@code offset}, {@code stride} apart
   */
  void expand(byte[] row, int count, int[] out, int offset, int stride) {
    if (table != null) {
      expandTable(row, count, out, offset, stride, table);
    } else if (header.bitDepth() == 8) {
      expand8(row, count, out, offset, stride);
    } else {
      expand16(row, count, out, offset, stride);
    }
  }

  private void expandTable(byte[] row, int count, int[] out, int offset, int stride, int[] colors) {
    int depth = header.bitDepth();
    int mask = (1 << depth) - 1;
    for (int i = 0, bit = 0; i < count; i++, bit += depth) {
      int sample = row[1 + (bit >> 3)] >> 8 - depth - (bit & 7) & mask;
      if (sample >= colors.length) {
        throw ImageRejectedException.unreadable(
            "PNG: palette index " + sample + " (expected: below " + colors.length + ")");
      }
      out[offset + i * stride] = colors[sample];
    }
  }

  private void expand8(byte[] row, int count, int[] out, int offset, int stride) {
    switch (header.colorType()) {
      case PngHeader.RGB -> expandRgb8(row, count, out, offset, stride);
      case PngHeader.RGBA -> {
        for (int i = 0, at = 1, to = offset; i < count; i++, at += 4, to += stride) {
          out[to] =
              row[at + 3] << 24
                  | (row[at] & 0xFF) << 16
                  | (row[at + 1] & 0xFF) << 8
                  | row[at + 2] & 0xFF;
        }
      }
      default -> {
        for (int i = 0, at = 1, to = offset; i < count; i++, at += 2, to += stride) {
          out[to] = row[at + 1] << 24 | (row[at] & 0xFF) * 0x010101;
        }
      }
    }
  }

  private void expandRgb8(byte[] row, int count, int[] out, int offset, int stride) {
    int key = keyRed < 0 ? NO_KEY : keyRed << 16 | keyGreen << 8 | keyBlue;
    for (int i = 0, at = 1, to = offset; i < count; i++, at += 3, to += stride) {
      int rgb = (row[at] & 0xFF) << 16 | (row[at + 1] & 0xFF) << 8 | row[at + 2] & 0xFF;
      out[to] = rgb == key ? rgb : OPAQUE | rgb;
    }
  }

  private void expand16(byte[] row, int count, int[] out, int offset, int stride) {
    int channels = header.channels();
    boolean grey = channels <= 2;
    boolean alpha = channels % 2 == 0;
    for (int i = 0; i < count; i++) {
      int at = 1 + 2 * channels * i;
      int red = Bytes.u16be(row, at);
      int green = grey ? red : Bytes.u16be(row, at + 2);
      int blue = grey ? red : Bytes.u16be(row, at + 4);
      boolean keyed = red == keyRed && green == keyGreen && blue == keyBlue;
      int a = keyed ? 0 : alpha ? Bytes.u16be(row, at + 2 * channels - 2) : 0xFFFF;
      out[offset + i * stride] = to8(a) << 24 | to8(red) << 16 | to8(green) << 8 | to8(blue);
    }
  }

  private static int to8(int sample16) {
    return (sample16 * 255 + 32_895) >> 16;
  }

  private static int[] greys(int depth, int key) {
    int[] colors = new int[1 << depth];
    for (int i = 0; i < colors.length; i++) {
      int rgb = i * 255 / (colors.length - 1) * 0x010101;
      colors[i] = i == key ? rgb : OPAQUE | rgb;
    }
    return colors;
  }

  private static int[] palette(PngChunks chunks) {
    PngChunks.Span span = chunks.palette();
    if (span == null || span.length() == 0 || span.length() % 3 != 0 || span.length() > 768) {
      throw ImageRejectedException.unreadable(
          "PNG: palette of %d bytes (expected: 3..768, a multiple of 3)"
              .formatted(span == null ? 0 : span.length()));
    }
    byte[] bytes = chunks.bytes();
    PngChunks.Span alphas = chunks.transparency();
    int[] colors = new int[span.length() / 3];
    for (int i = 0; i < colors.length; i++) {
      int at = span.offset() + 3 * i;
      int alpha = alphas != null && i < alphas.length() ? bytes[alphas.offset() + i] : 255;
      colors[i] = alpha << 24 | Bytes.u16be(bytes, at) << 8 | Bytes.u8(bytes, at + 2);
    }
    return colors;
  }

  /** The transparent colour as full samples, or -1 where there is none. */
  private static int[] key(PngChunks chunks) {
    PngChunks.Span span = chunks.transparency();
    int channels = chunks.header().channels();
    if (span == null || channels % 2 == 0 || span.length() < 2 * channels) {
      return noKey();
    }
    int[] key = new int[3];
    for (int i = 0; i < 3; i++) {
      key[i] = Bytes.u16be(chunks.bytes(), span.offset() + (channels == 1 ? 0 : 2 * i));
    }
    return key;
  }

  private static int[] noKey() {
    return new int[] {NO_KEY, NO_KEY, NO_KEY};
  }
}
