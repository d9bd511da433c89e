package io.orfeas.inference.image;

/** How well the outline of a mask fits its picture. */
final class Contour {
  private Contour() {}

  /**
   * How clear the edges are that the outline follows: 0 when it runs through even colour, up to 1;
   * 0 too when there is no outline.
   */
  static double clearness(LabImage image, boolean[] mask) {
    int[][] edges = GrabCut.edges(image);
    int[] offsets = {1, image.width()};
    double sum = 0;
    int count = 0;
    for (int d = 0; d < offsets.length; d++) {
      for (int i = 0; i + offsets[d] < mask.length; i++) {
        boolean wraps = d == 0 && (i + 1) % image.width() == 0;
        if (!wraps && mask[i] != mask[i + offsets[d]]) {
          sum += 1 - (double) edges[d][i] / GrabCut.MAX_EDGE;
          count++;
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Distance of the mask's centre from the picture's middle, in half sides; 1 when it is empty. */
  static double offCentre(boolean[] mask, int width) {
    double sumX = 0;
    double sumY = 0;
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        sumX += i % width;
        sumY += i / width;
        count++;
      }
    }
    double halfWidth = width / 2.0;
    double halfHeight = mask.length / width / 2.0;
    return count == 0
        ? 1
        : Math.hypot(
            ((sumX / count + 0.5) - halfWidth) / halfWidth,
            ((sumY / count + 0.5) - halfHeight) / halfHeight);
  }

  /** Share of the picture's edge that the mask covers. */
  static double contact(boolean[] mask, int width) {
    int height = mask.length / width;
    int covered = 0;
    for (int x = 0; x < width; x++) {
      covered += (mask[x] ? 1 : 0) + (mask[(height - 1) * width + x] ? 1 : 0);
    }
    for (int y = 0; y < height; y++) {
      covered += (mask[y * width] ? 1 : 0) + (mask[y * width + width - 1] ? 1 : 0);
    }
    return covered / (2.0 * (width + height));
  }
}
