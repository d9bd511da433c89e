package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * The colours along the edge of a picture, taken as the background's.
 *
 * @param mixture the colours
 * @param cost per pixel, negative log likelihood of its colour among those of the nearby edge
 * @param border indices of the pixels along the edge
 */
record BorderModel(ColorMixture mixture, float[] cost, int[] border) {
  private static final int COMPONENTS = 6;
  private static final float BAND = 0.025f;

  /** Likelihood below which any colour at all is a better guess than the background's. */
  private static final float FAR = 11;

  private static final float CERTAIN = 9;

  /** Mean cost along the edge up to which a background is plain or smooth; found by trial. */
  private static final float SIMPLE = 2.4f;

  static BorderModel of(LabImage image) {
    int[] border = border(image.width(), image.height());
    boolean[] members = new boolean[image.size()];
    for (int i : border) {
      members[i] = true;
    }
    ColorMixture mixture = ColorMixture.fit(image, border, COMPONENTS);
    return new BorderModel(mixture, mixture.localCosts(image, members), border);
  }

  private static int[] border(int width, int height) {
    int band = Math.max(1, Math.round(BAND * Math.min(width, height)));
    int[] border = new int[width * height];
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (x < band || y < band || x >= width - band || y >= height - band) {
          border[count++] = y * width + x;
        }
      }
    }
    return Arrays.copyOf(border, count);
  }

  /**
   * Whether the colours along the edge are few and even, so that they tell the whole background.
   */
  boolean isSimple() {
    double sum = 0;
    for (int i : border) {
      sum += cost[i];
    }
    return sum <= SIMPLE * border.length;
  }

  /** What is known before the cut: the border is background where it looks like itself. */
  byte[] seeds() {
    byte[] seeds = new byte[cost.length];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = cost[i] > FAR ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND;
    }
    for (int i : border) {
      if (cost[i] <= FAR) {
        seeds[i] = GrabCut.BACKGROUND;
      }
    }
    return seeds;
  }

  /** Pixels that are background beyond doubt. */
  boolean[] certain() {
    boolean[] certain = new boolean[cost.length];
    for (int i = 0; i < certain.length; i++) {
      certain[i] = cost[i] < CERTAIN;
    }
    return certain;
  }
}
