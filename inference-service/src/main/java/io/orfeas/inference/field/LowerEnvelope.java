package io.orfeas.inference.field;

/**
 * The lower envelope of unit parabolas: for samples {@code f}, the function {@code g(q) = min over
 * p of (q - p)² + f(p)} and the {@code p} that reaches it.
 *
 * <p>One pass builds the envelope left to right, one pass reads it off; linear in the number of
 * samples. Infinite samples take no part. Scratch space is kept between calls, so one instance
 * serves all rows and columns of a grid; it is not safe for concurrent use.
 *
 * <p>Source: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions", 2012.
 */
final class LowerEnvelope {
  private final int[] apex;
  private final double[] start;
  private int count;

  LowerEnvelope(int longest) {
    apex = new int[longest];
    start = new double[longest + 1];
  }

  /** Builds the envelope of {@code n} samples; {@code f} may hold positive infinity, no NaN. */
  void build(float[] f, int n) {
    count = 0;
    for (int q = 0; q < n; q++) {
      if (f[q] == Float.POSITIVE_INFINITY) {
        continue;
      }
      double from = Double.NEGATIVE_INFINITY;
      while (count > 0) {
        int p = apex[count - 1];
        from = ((f[q] + (double) q * q) - (f[p] + (double) p * p)) / (2.0 * (q - p));
        if (from > start[count - 1]) {
          break;
        }
        count--;
      }
      start[count] = count == 0 ? Double.NEGATIVE_INFINITY : from;
      apex[count++] = q;
    }
    start[count] = Double.POSITIVE_INFINITY;
  }

  /**
   * Reads the envelope at {@code 0..n-1}.
   *
   * @param f the samples it was built from
   * @param nearest receives the apex that rules each place, or -1 where every sample is infinite
   */
  void nearest(int n, int[] nearest) {
    int k = 0;
    for (int q = 0; q < n; q++) {
      while (k + 1 < count && start[k + 1] < q) {
        k++;
      }
      nearest[q] = count == 0 ? -1 : apex[k];
    }
  }
}
