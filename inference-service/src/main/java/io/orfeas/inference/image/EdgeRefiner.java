package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Carries a mask from working size to the full picture, with soft edges where the picture has them.
 *
 * <p>Around the outline, the object's and the background's colour are averaged nearby on either
 * side; a pixel between them is covered as far as its colour lies along the way from one to the
 * other (the compositing equation solved for alpha with known colours). Where the two sides look
 * alike, the smoothed mask decides. Away from the outline the mask is copied. Cost: O(pixels), the
 * costly part in the band only.
 */
final class EdgeRefiner {
  /** Half width of the band, and radius of the neighbourhood for colours, in working pixels. */
  private static final int BAND = 2;

  private static final int REACH = 5;

  /** Weight of colours right at the outline, which are mixed already. */
  private static final float EDGE_WEIGHT = 0.03f;

  /** Squared colour distance (8-bit units) at which colour and mask count the same. */
  private static final float DOUBT = 30 * 30;

  private final RgbaImage image;
  private final int width;
  private final int height;
  private final float[] soft;
  private final float[] inside;
  private final float[] outside;

  private EdgeRefiner(RgbaImage image, RgbaImage small, boolean[] mask) {
    this.image = image;
    width = small.width();
    height = small.height();
    soft = soft(mask, width);
    inside = colors(small, mask, true);
    outside = colors(small, mask, false);
  }

  /**
   * Refines.
   *
   * @param image the full picture
   * @param small the same at working size
   * @param mask object pixels of {@code small}
   * @return coverage in 0..1 for every pixel of {@code image}
   */
  static float[] refine(RgbaImage image, RgbaImage small, boolean[] mask) {
    if (mask.length != small.argb().length) {
      throw new IllegalArgumentException(
          "mask: " + mask.length + " (expected: " + small.argb().length + ")");
    }
    return new EdgeRefiner(image, small, mask).run(mask);
  }

  private static float[] soft(boolean[] mask, int width) {
    float[] plane = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      plane[i] = mask[i] ? 1 : 0;
    }
    float[] sum = BoxMean.sum(plane, width, 1);
    float[] count = BoxMean.sum(ones(mask.length), width, 1);
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= count[i];
    }
    return sum;
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Mean red, green, blue of one side near every pixel, interleaved; and whether there is any. */
  private float[] colors(RgbaImage small, boolean[] mask, boolean side) {
    float[] weight = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      boolean edge = soft[i] > 0.01f && soft[i] < 0.99f;
      weight[i] = mask[i] != side ? 0 : edge ? EDGE_WEIGHT : 1;
    }
    float[] total = BoxMean.sum(weight, width, REACH);
    float[] colors = new float[4 * mask.length];
    for (int c = 0; c < 3; c++) {
      float[] plane = new float[mask.length];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = weight[i] * (small.argb()[i] >> 16 - 8 * c & 0xFF);
      }
      float[] sum = BoxMean.sum(plane, width, REACH);
      for (int i = 0; i < plane.length; i++) {
        colors[4 * i + c] = total[i] > 1e-3f ? sum[i] / total[i] : 0;
        colors[4 * i + 3] = total[i] > 1e-3f ? 1 : 0;
      }
    }
    return colors;
  }

  private float[] run(boolean[] mask) {
    boolean[] band = band();
    float[] coverage = new float[image.width() * image.height()];
    float scaleX = (float) width / image.width();
    float scaleY = (float) height / image.height();
    for (int y = 0, i = 0; y < image.height(); y++) {
      float smallY = (y + 0.5f) * scaleY - 0.5f;
      int row = Math.min(height - 1, (int) ((y + 0.5f) * scaleY)) * width;
      for (int x = 0; x < image.width(); x++, i++) {
        int at = row + Math.min(width - 1, (int) ((x + 0.5f) * scaleX));
        coverage[i] =
            band[at]
                ? solve(image.argb()[i], at, (x + 0.5f) * scaleX - 0.5f, smallY)
                : mask[at] ? 1 : 0;
      }
    }
    return coverage;
  }

  private boolean[] band() {
    float[] edge = new float[soft.length];
    for (int i = 0; i < edge.length; i++) {
      edge[i] = soft[i] > 0.01f && soft[i] < 0.99f ? 1 : 0;
    }
    float[] near = BoxMean.sum(edge, width, BAND - 1);
    boolean[] band = new boolean[edge.length];
    for (int i = 0; i < band.length; i++) {
      band[i] = near[i] > 0.5f;
    }
    return band;
  }

  private float solve(int rgb, int at, float smallX, float smallY) {
    float prior = steepen(interpolate(smallX, smallY));
    if (inside[4 * at + 3] == 0 || outside[4 * at + 3] == 0) {
      return prior;
    }
    float along = 0;
    float length = 0;
    for (int c = 0; c < 3; c++) {
      float from = outside[4 * at + c];
      float way = inside[4 * at + c] - from;
      along += ((rgb >> 16 - 8 * c & 0xFF) - from) * way;
      length += way * way;
    }
    float share = length < 1e-3f ? prior : Math.max(0, Math.min(1, along / length));
    return steepen((length * share + DOUBT * prior) / (length + DOUBT));
  }

  private static float steepen(float value) {
    return Math.max(0, Math.min(1, 1.6f * (value - 0.5f) + 0.5f));
  }

  private float interpolate(float x, float y) {
    float cx = Math.max(0, Math.min(width - 1, x));
    float cy = Math.max(0, Math.min(height - 1, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    int x1 = Math.min(width - 1, x0 + 1);
    int y1 = Math.min(height - 1, y0 + 1);
    float fx = cx - x0;
    float fy = cy - y0;
    float top = soft[y0 * width + x0] * (1 - fx) + soft[y0 * width + x1] * fx;
    float bottom = soft[y1 * width + x0] * (1 - fx) + soft[y1 * width + x1] * fx;
    return top * (1 - fy) + bottom * fy;
  }
}
