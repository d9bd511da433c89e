package io.orfeas.inference.field;

/**
 * Resamples square coverage to another number of pixels: area average when shrinking, bilinear when
 * growing, so that soft edges stay where they are to a fraction of a pixel.
 *
 * <p>Layout: row-major, {@code side²} values in 0..1. Cost: linear in input plus output pixels.
 */
public final class CoverageGrid {
  private CoverageGrid() {}

  /** The same coverage on {@code to²} pixels; values outside 0..1 and NaN are clamped. */
  public static float[] resample(float[] coverage, int from, int to) {
    float[] clean = clamped(coverage);
    if (from == to) {
      return clean;
    }
    float[] half = resampleRows(clean, from, from, to);
    float[] turned = transpose(half, to, from);
    return transpose(resampleRows(turned, from, to, to), to, to);
  }

  /**
   * Makes what is thinner than a pixel visible: where no pixel is more than half covered, the most
   * covered one becomes full and the others grow alike, in place.
   */
  static void lift(float[] coverage) {
    float most = 0;
    for (float value : coverage) {
      most = Math.max(most, value);
    }
    if (most > 0 && most <= .5f) {
      for (int i = 0; i < coverage.length; i++) {
        coverage[i] /= most;
      }
    }
  }

  private static float[] clamped(float[] coverage) {
    float[] clean = new float[coverage.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = coverage[i] > 0 ? Math.min(coverage[i], 1) : 0;
    }
    return clean;
  }

  private static float[] resampleRows(float[] in, int from, int rows, int to) {
    float[] out = new float[rows * to];
    double scale = (double) from / to;
    for (int x = 0; x < to; x++) {
      double reach = Math.max(scale, 1) / 2;
      double centre = (x + 0.5) * scale;
      if (to > from) {
        interpolateColumn(in, from, rows, out, to, x, centre - 0.5);
      } else {
        averageColumn(in, from, rows, out, to, x, centre - reach, centre + reach);
      }
    }
    return out;
  }

  private static void interpolateColumn(
      float[] in, int from, int rows, float[] out, int to, int x, double at) {
    int left = (int) Math.floor(at);
    float t = (float) (at - left);
    int a = Math.max(0, Math.min(from - 1, left));
    int b = Math.max(0, Math.min(from - 1, left + 1));
    for (int y = 0; y < rows; y++) {
      out[y * to + x] = in[y * from + a] * (1 - t) + in[y * from + b] * t;
    }
  }

  private static void averageColumn(
      float[] in, int from, int rows, float[] out, int to, int x, double low, double high) {
    int first = Math.max(0, (int) Math.floor(low));
    int last = Math.min(from - 1, (int) Math.ceil(high) - 1);
    for (int i = first; i <= last; i++) {
      float weight = (float) ((Math.min(high, i + 1) - Math.max(low, i)) / (high - low));
      for (int y = 0; y < rows; y++) {
        out[y * to + x] += in[y * from + i] * weight;
      }
    }
  }

  private static float[] transpose(float[] in, int width, int height) {
    float[] out = new float[in.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out[x * height + y] = in[y * width + x];
      }
    }
    return out;
  }
}
