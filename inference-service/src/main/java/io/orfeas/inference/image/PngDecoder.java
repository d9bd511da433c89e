package io.orfeas.inference.image;

import java.util.List;

/**
 * Decodes PNG (ISO/IEC 15948) of every colour type, depth and interlacing.
 *
 * <p>Stands in for the platform's reader because it is stricter (a cut-off file never becomes half
 * a picture), bounded (two rows and the result are all it allocates) and about twice as fast: rows
 * go from the inflater to the result without an image in between. Gamma and colour profiles are
 * ignored, as most PNG files are sRGB. Cost: O(pixels).
 */
final class PngDecoder {
  /** Deflate cannot do better than 1032 to 1, so shorter data cannot hold the promised rows. */
  private static final long MAX_DEFLATE_RATIO = 1032;

  /** First column, first row, column step and row step of the seven passes of Adam7. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private PngDecoder() {}

  /** Decodes a file that starts with the PNG signature. */
  static RgbaImage decode(byte[] bytes, ImageLimits limits) {
    PngChunks chunks = PngChunks.parse(bytes, limits);
    checkLength(chunks);
    RgbaImage image = pixels(chunks);
    PngChunks.Span exif = chunks.exif();
    return exif == null
        ? image
        : Orientation.ofTiff(bytes, exif.offset(), exif.length()).applyTo(image);
  }

  private static void checkLength(PngChunks chunks) {
    PngHeader header = chunks.header();
    long held = chunks.imageData().stream().mapToLong(PngChunks.Span::length).sum();
    long needed = (long) header.height() * header.rowBytes(header.width());
    if (held * MAX_DEFLATE_RATIO < needed) {
      throw ImageRejectedException.unreadable(
          "PNG: %d bytes of pixel data (expected: enough for %d x %d pixels)"
              .formatted(held, header.width(), header.height()));
    }
  }

  private static RgbaImage pixels(PngChunks chunks) {
    PngHeader header = chunks.header();
    PngSamples samples = PngSamples.of(chunks);
    int width = header.width();
    int[] argb = new int[width * header.height()];
    List<PngChunks.Span> data = chunks.imageData();
    try (PngRows rows = new PngRows(chunks.bytes(), data, header.rowBytes(width))) {
      for (int[] pass : header.interlaced() ? ADAM7 : WHOLE) {
        int count = (width - pass[0] + pass[2] - 1) / pass[2];
        rows.restart();
        for (int y = pass[1]; y < header.height() && count > 0; y += pass[3]) {
          byte[] row = rows.next(header.rowBytes(count), header.filterStep());
          samples.expand(row, count, argb, y * width + pass[0], pass[2]);
        }
      }
    }
    return new RgbaImage(width, header.height(), argb);
  }
}
