package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Separates an object from what is behind it by colour and edges (C. Rother, V. Kolmogorov, A.
 * Blake: GrabCut, SIGGRAPH 2004).
 *
 * <p>Alternates between describing the colours of both sides by {@link ColorMixture}s and cutting
 * where that description and the edges of the picture agree best ({@link GridCut}). Unlike the
 * original, background colours count as likely only near places where they occur.
 */
final class GrabCut {
  /** Certainly background. */
  static final byte BACKGROUND = 0;

  /** Starts as background. */
  static final byte MAYBE_BACKGROUND = 1;

  /** Starts as object. */
  static final byte MAYBE_OBJECT = 2;

  /** Starts as background, and the colours must tell clearly to make it object. */
  static final byte LIKELY_BACKGROUND = 3;

  /** Certainly object. */
  static final byte OBJECT = 4;

  private static final int COMPONENTS = 5;
  private static final int MAX_SAMPLES = 6000;

  private static final float SMOOTHNESS = 50;
  private static final float SCALE = 64;
  private static final int CERTAIN = 1 << 24;

  /** Log likelihood that speaks against object where background is likely. */
  private static final float RELUCTANCE = 6;

  /** Largest cost of cutting between direct neighbours. */
  static final int MAX_EDGE = (int) (SMOOTHNESS * SCALE);

  private final LabImage image;
  private final byte[] seeds;
  private final int[][] edges;

  private GrabCut(LabImage image, byte[] seeds) {
    this.image = image;
    this.seeds = seeds;
    edges = edges(image);
  }

  /**
   * Cuts.
   *
   * @param image the picture
   * @param seeds per pixel one of the constants above
   * @param rounds how often colours are learnt and the cut is made, at least 1
   * @return true for object
   */
  static boolean[] cut(LabImage image, byte[] seeds, int rounds) {
    if (seeds.length != image.size()) {
      throw new IllegalArgumentException(
          "seeds: " + seeds.length + " (expected: " + image.size() + ")");
    }
    return new GrabCut(image, seeds).run(rounds);
  }

  private boolean[] run(int rounds) {
    boolean[] object = new boolean[seeds.length];
    for (int i = 0; i < seeds.length; i++) {
      object[i] = seeds[i] == MAYBE_OBJECT || seeds[i] == OBJECT;
    }
    for (int round = 0; round < rounds; round++) {
      int[] inside = samples(object, true);
      int[] outside = samples(object, false);
      if (inside.length == 0 || outside.length == 0) {
        break;
      }
      object =
          GridCut.cut(image.width(), image.height(), preference(inside, outside, object), edges);
    }
    return object;
  }

  /** Evenly spread pixels of one side. */
  private static int[] samples(boolean[] object, boolean side) {
    int total = 0;
    for (boolean o : object) {
      if (o == side) {
        total++;
      }
    }
    int every = Math.max(1, (total + MAX_SAMPLES - 1) / MAX_SAMPLES);
    int[] samples = new int[total / every + 1];
    int count = 0;
    for (int i = 0, seen = 0; i < object.length; i++) {
      if (object[i] == side && seen++ % every == 0) {
        samples[count++] = i;
      }
    }
    return Arrays.copyOf(samples, count);
  }

  private int[] preference(int[] inside, int[] outside, boolean[] object) {
    float[] asObject = ColorMixture.fit(image, inside, COMPONENTS).costs(image);
    float[] asBackground =
        ColorMixture.fit(image, outside, COMPONENTS).localCosts(image, inverse(object));
    int[] preference = new int[seeds.length];
    for (int i = 0; i < preference.length; i++) {
      preference[i] =
          switch (seeds[i]) {
            case BACKGROUND -> -CERTAIN;
            case OBJECT -> CERTAIN;
            case LIKELY_BACKGROUND ->
                Math.round((asBackground[i] - asObject[i] - RELUCTANCE) * SCALE);
            default -> Math.round((asBackground[i] - asObject[i]) * SCALE);
          };
    }
    return preference;
  }

  private static boolean[] inverse(boolean[] mask) {
    boolean[] inverse = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      inverse[i] = !mask[i];
    }
    return inverse;
  }

  /** Costs of cutting between neighbours: high where colours agree. */
  static int[][] edges(LabImage image) {
    int width = image.width();
    int[] offsets = {1, width, width + 1, width - 1};
    double beta = 1 / (2 * Math.max(1e-3, meanDifference(image, offsets)));
    int[][] edges = new int[offsets.length][image.size()];
    for (int d = 0; d < offsets.length; d++) {
      float weight = SMOOTHNESS * SCALE * (d < 2 ? 1 : 0.70711f);
      for (int i = 0; i + offsets[d] < image.size(); i++) {
        edges[d][i] =
            Math.round(weight * (float) Math.exp(-beta * image.distance2(i, i + offsets[d])));
      }
    }
    return edges;
  }

  private static double meanDifference(LabImage image, int[] offsets) {
    double sum = 0;
    long count = 0;
    for (int offset : offsets) {
      for (int i = 0; i + offset < image.size(); i++) {
        sum += image.distance2(i, i + offset);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
