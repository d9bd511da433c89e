package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * A few Gaussians in L*a*b* that describe the colours of a region, as in C. Rother, V. Kolmogorov,
 * A. Blake: GrabCut (SIGGRAPH 2004).
 *
 * <p>Fitted by splitting the widest cluster across its main axis until there are enough (M.
 * Orchard, C. Bouman: Color Quantization of Images, 1991), then by reassigning every sample to its
 * most likely Gaussian. Cost: O(samples * components).
 */
final class ColorMixture {
  private static final int ROUNDS = 4;

  /** Variance added to every axis: sensor noise and rounding, in squared Lab units. */
  private static final double NOISE = 1.5;

  private static final int MIN_SAMPLES = 4;

  /** Per component: 3 means, 6 entries of the inverse covariance, cost offset, share. */
  private static final int STRIDE = 11;

  private final float[] parts;
  private final int count;

  private ColorMixture(float[] parts, int count) {
    this.parts = parts;
    this.count = count;
  }

  /** Number of Gaussians, at least 1. */
  int count() {
    return count;
  }

  /** Share of the samples that component {@code k} describes, in 0..1. */
  float share(int k) {
    return parts[k * STRIDE + 10];
  }

  /** Mean of component {@code k} on one axis: 0 for L, 1 for a, 2 for b. */
  float mean(int k, int axis) {
    return parts[k * STRIDE + axis];
  }

  /**
   * Fits a mixture.
   *
   * @param image the picture
   * @param samples indices of pixels, at least one
   * @param components most Gaussians, at least 1
   */
  static ColorMixture fit(LabImage image, int[] samples, int components) {
    if (samples.length == 0 || components < 1) {
      throw new IllegalArgumentException(
          "mixture: %d samples, %d components (expected: at least 1 of each)"
              .formatted(samples.length, components));
    }
    byte[] labels = new byte[samples.length];
    Moments[] moments = split(image, samples, labels, components);
    ColorMixture mixture = of(moments, samples.length);
    for (int round = 0; round < ROUNDS && mixture.count > 1; round++) {
      mixture.label(image, samples, labels);
      mixture = of(measure(image, samples, labels, mixture.count), samples.length);
    }
    return mixture;
  }

  private static Moments[] split(LabImage image, int[] samples, byte[] labels, int components) {
    Moments[] moments = measure(image, samples, labels, 1);
    while (moments.length < components) {
      int widest = 0;
      for (int k = 1; k < moments.length; k++) {
        if (moments[k].spread() > moments[widest].spread()) {
          widest = k;
        }
      }
      double[] axis = moments[widest].mainAxis();
      if (moments[widest].spread() <= NOISE * samples.length) {
        break;
      }
      double middle = moments[widest].along(axis);
      for (int i = 0; i < samples.length; i++) {
        int p = samples[i];
        if (labels[i] == widest
            && axis[0] * image.l()[p] + axis[1] * image.a()[p] + axis[2] * image.b()[p] > middle) {
          labels[i] = (byte) moments.length;
        }
      }
      moments = measure(image, samples, labels, moments.length + 1);
    }
    return moments;
  }

  private static Moments[] measure(LabImage image, int[] samples, byte[] labels, int count) {
    Moments[] moments = new Moments[count];
    Arrays.setAll(moments, k -> new Moments());
    for (int i = 0; i < samples.length; i++) {
      int p = samples[i];
      moments[labels[i]].add(image.l()[p], image.a()[p], image.b()[p]);
    }
    return moments;
  }

  private static ColorMixture of(Moments[] moments, int samples) {
    float[] parts = new float[moments.length * STRIDE];
    int count = 0;
    for (Moments m : moments) {
      if (m.count() >= Math.min(MIN_SAMPLES, samples)) {
        m.store(parts, count++ * STRIDE, NOISE, samples);
      }
    }
    return new ColorMixture(parts, count);
  }

  private void label(LabImage image, int[] samples, byte[] labels) {
    for (int i = 0; i < samples.length; i++) {
      int p = samples[i];
      labels[i] = (byte) nearest(image.l()[p], image.a()[p], image.b()[p]);
    }
  }

  /** The most likely component of a colour. */
  int nearest(float l, float a, float b) {
    int best = 0;
    float least = Float.MAX_VALUE;
    for (int k = 0; k < count; k++) {
      float cost = mahalanobis2(k, l, a, b) * 0.5f + parts[k * STRIDE + 9];
      if (cost < least) {
        least = cost;
        best = k;
      }
    }
    return best;
  }

  /** Squared distance of a colour to component {@code k} in standard deviations. */
  private float mahalanobis2(int k, float l, float a, float b) {
    int at = k * STRIDE;
    float dl = l - parts[at];
    float da = a - parts[at + 1];
    float db = b - parts[at + 2];
    return dl * (parts[at + 3] * dl + 2 * (parts[at + 4] * da + parts[at + 5] * db))
        + da * (parts[at + 6] * da + 2 * parts[at + 7] * db)
        + parts[at + 8] * db * db;
  }

  /** Negative log likelihood of the most likely component, for every pixel. */
  float[] costs(LabImage image) {
    float[] out = new float[image.size()];
    Arrays.fill(out, Float.MAX_VALUE);
    for (int k = 0; k < count; k++) {
      addCosts(image, out, k, parts[k * STRIDE + 9], 0, out.length, new float[out.length]);
    }
    return out;
  }

  /**
   * The same, with each component as common as it is nearby rather than overall.
   *
   * @param members pixels that this mixture describes
   */
  float[] localCosts(LabImage image, boolean[] members) {
    byte[] component = new byte[members.length];
    for (int i = 0; i < component.length; i++) {
      component[i] = members[i] ? (byte) nearest(image.l()[i], image.a()[i], image.b()[i]) : -1;
    }
    LocalShares shares = LocalShares.of(component, image.width(), this);
    float[] out = new float[image.size()];
    Arrays.fill(out, Float.MAX_VALUE);
    float[] row = new float[image.width()];
    for (int k = 0; k < count; k++) {
      float offset = parts[k * STRIDE + 9] + (float) Math.log(share(k));
      for (int y = 0; y < image.height(); y++) {
        shares.row(k, y, row);
        addCosts(image, out, k, offset, y * row.length, row.length, row);
      }
    }
    return out;
  }

  /** Lowers costs to those of component {@code k} plus {@code extra} over a stretch of pixels. */
  private void addCosts(
      LabImage image, float[] out, int k, float offset, int start, int length, float[] extra) {
    float[] l = image.l();
    float[] a = image.a();
    float[] b = image.b();
    int at = k * STRIDE;
    float ml = parts[at];
    float ma = parts[at + 1];
    float mb = parts[at + 2];
    float ll = parts[at + 3] * 0.5f;
    float la = parts[at + 4];
    float lb = parts[at + 5];
    float aa = parts[at + 6] * 0.5f;
    float ab = parts[at + 7];
    float bb = parts[at + 8] * 0.5f;
    for (int i = 0; i < length; i++) {
      float dl = l[start + i] - ml;
      float da = a[start + i] - ma;
      float db = b[start + i] - mb;
      float square = dl * (ll * dl + la * da + lb * db) + da * (aa * da + ab * db) + bb * db * db;
      out[start + i] = Math.min(out[start + i], square + offset + extra[i]);
    }
  }
}
