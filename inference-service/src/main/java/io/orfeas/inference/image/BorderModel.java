package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * The colours along the edge of a picture, taken as the background's.
 *
 * @param distance per pixel, squared standard deviations to the nearest background colour
 * @param border indices of the pixels along the edge
 */
record BorderModel(float[] distance, int[] border) {
  private static final int COMPONENTS = 4;
  private static final float BAND = 0.025f;

  /** Beyond 3.5 standard deviations a colour is not the background's. */
  static final float FAR = 3.5f * 3.5f;

  static BorderModel of(LabImage image) {
    int[] border = border(image.width(), image.height());
    return new BorderModel(ColorMixture.fit(image, border, COMPONENTS).distances(image), border);
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

  /** What is known before the cut: the border is background where it looks like itself. */
  byte[] seeds() {
    byte[] seeds = new byte[distance.length];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = distance[i] > FAR ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND;
    }
    for (int i : border) {
      if (distance[i] <= FAR) {
        seeds[i] = GrabCut.BACKGROUND;
      }
    }
    return seeds;
  }
}
