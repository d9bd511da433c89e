package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Reduces a picture to working size by averaging boxes of pixels.
 *
 * <p>Boxes are of whole pixels, so neighbouring ones may differ by a row or column. Cost: one pass
 * over the source.
 */
final class BoxReducer {
  private BoxReducer() {}

  /**
   * Reduces a picture so that its longest side is at most {@code maxSide}; never enlarges. Alpha is
   * ignored and the result opaque.
   */
  static RgbaImage reduce(RgbaImage image, int maxSide) {
    return reduce(image, maxSide, false);
  }

  /** The same with colours weighted by alpha, and the mean alpha. */
  static RgbaImage reduceWithAlpha(RgbaImage image, int maxSide) {
    return reduce(image, maxSide, true);
  }

  private static RgbaImage reduce(RgbaImage image, int maxSide, boolean withAlpha) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= maxSide) {
      return image;
    }
    int width = Math.max(1, Math.round((float) image.width() * maxSide / longest));
    int height = Math.max(1, Math.round((float) image.height() * maxSide / longest));
    int[] argb = withAlpha ? weighted(image, width, height) : average(image, width, height);
    return new RgbaImage(width, height, argb);
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

  private static int[] weighted(RgbaImage image, int width, int height) {
    int[] columns = edges(image.width(), width);
    int[] rows = edges(image.height(), height);
    int[] to = new int[width * height];
    long[] sums = new long[4 * width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      for (int sy = rows[y]; sy < rows[y + 1]; sy++) {
        addWeightedRow(image.argb(), sy * image.width(), columns, sums);
      }
      for (int x = 0; x < width; x++) {
        long weight = sums[4 * x + 3];
        int count = (rows[y + 1] - rows[y]) * (columns[x + 1] - columns[x]);
        to[y * width + x] =
            weight == 0
                ? 0
                : (int) ((weight + count / 2) / count) << 24
                    | (int) (sums[4 * x] / weight) << 16
                    | (int) (sums[4 * x + 1] / weight) << 8
                    | (int) (sums[4 * x + 2] / weight);
      }
    }
    return to;
  }

  private static void addWeightedRow(int[] from, int start, int[] columns, long[] sums) {
    for (int x = 0; x + 1 < columns.length; x++) {
      long red = 0;
      long green = 0;
      long blue = 0;
      long weight = 0;
      for (int sx = columns[x]; sx < columns[x + 1]; sx++) {
        int argb = from[start + sx];
        int alpha = argb >>> 24;
        red += alpha * (argb >> 16 & 0xFF);
        green += alpha * (argb >> 8 & 0xFF);
        blue += alpha * (argb & 0xFF);
        weight += alpha;
      }
      sums[4 * x] += red;
      sums[4 * x + 1] += green;
      sums[4 * x + 2] += blue;
      sums[4 * x + 3] += weight;
    }
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
