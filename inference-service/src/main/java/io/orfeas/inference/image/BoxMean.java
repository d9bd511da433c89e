package io.orfeas.inference.image;

/**
 * Sums over square windows, clipped at the edges: running sums along rows, then along columns.
 *
 * <p>Cost: O(pixels), whatever the radius.
 */
final class BoxMean {
  private BoxMean() {}

  /** The sum over {@code |dx|, |dy| <= radius} for every pixel. */
  static float[] sum(float[] plane, int width, int radius) {
    int height = plane.length / width;
    float[] rows = new float[plane.length];
    for (int y = 0; y < height; y++) {
      run(plane, rows, y * width, 1, width, radius);
    }
    float[] out = new float[plane.length];
    for (int x = 0; x < width; x++) {
      run(rows, out, x, width, height, radius);
    }
    return out;
  }

  private static void run(float[] from, float[] to, int start, int step, int count, int radius) {
    double sum = 0;
    for (int i = 0; i < Math.min(radius, count); i++) {
      sum += from[start + i * step];
    }
    for (int i = 0; i < count; i++) {
      if (i + radius < count) {
        sum += from[start + (i + radius) * step];
      }
      if (i - radius > 0) {
        sum -= from[start + (i - radius - 1) * step];
      }
      to[start + i * step] = (float) sum;
    }
  }
}
