package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Reduces a picture to working size by averaging boxes of pixels.
 *
 * <p>Boxes are of whole pixels, so neighbouring ones may differ by a row or column. Alpha is
 * ignored and the result opaque. Cost: one pass over the source.
 */
final class BoxReducer {
  private BoxReducer() {}

  /** Reduces a picture so that its longest side is at most {@code maxSide}; never enlarges. */
  static RgbaImage reduce(RgbaImage image, int maxSide) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= maxSide) {
      return image;
    }
    int width = Math.max(1, Math.round((float) image.width() * maxSide / longest));
    int height = Math.max(1, Math.round((float) image.height() * maxSide / longest));
    return new RgbaImage(width, height, average(image, width, height));
  }

  private static int[] average(RgbaImage image, int width, int height) {
    int[] from = image.argb();
    int[] columns = edges(image.width(), width);
    int[] rows = edges(image.height(), height);
    int[] to = new int[width * height];
    int[] sums = new int[3 * width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      for (int sy = rows[y]; sy < rows[y + 1]; sy++) {
        addRow(from, sy * image.width(), columns, sums);
      }
      for (int x = 0; x < width; x++) {
        int count = (rows[y + 1] - rows[y]) * (columns[x + 1] - columns[x]);
        to[y * width + x] =
            0xFF000000
                | (sums[3 * x] / count) << 16
                | (sums[3 * x + 1] / count) << 8
                | sums[3 * x + 2] / count;
      }
    }
    return to;
  }

  private static void addRow(int[] from, int start, int[] columns, int[] sums) {
    for (int x = 0; x + 1 < columns.length; x++) {
      int red = 0;
      int green = 0;
      int blue = 0;
      for (int sx = columns[x]; sx < columns[x + 1]; sx++) {
        int rgb = from[start + sx];
        red += rgb >> 16 & 0xFF;
        green += rgb >> 8 & 0xFF;
        blue += rgb & 0xFF;
      }
      sums[3 * x] += red;
      sums[3 * x + 1] += green;
      sums[3 * x + 2] += blue;
    }
  }

  private static int[] edges(int from, int to) {
    int[] edges = new int[to + 1];
    for (int i = 0; i <= to; i++) {
      edges[i] = (int) ((long) i * from / to);
    }
    return edges;
  }
}
