package io.orfeas.inference.texture;

import io.orfeas.inference.image.Cutout;

/**
 * Reads the chart's window out of the cutout.
 *
 * <p>Idea: at scale 1 a texel is a pixel and is copied; above 1 it is the average of the pixels
 * under it, by area and by coverage, so that nothing aliases and no background gets in. Means are
 * taken over sRGB values as they are: the picture is shown at nearly its own size, where the
 * difference to linear light is below a code value.
 *
 * <p>Layout: four floats a texel, red, green, blue in 0..255 and coverage in 0..1. Cost: one read
 * per cutout pixel of the window.
 */
final class TextureSampler {
  private TextureSampler() {}

  /** The window as {@code 4 * cellWidth * cellHeight} values; coverage 0 outside the cutout. */
  static float[] sample(Cutout cutout, TextureLayout layout) {
    float[] out = new float[4 * layout.cellWidth() * layout.cellHeight()];
    if (layout.scale() == 1) {
      copy(cutout, layout, out);
    } else {
      average(cutout, layout, out);
    }
    return out;
  }

  private static void copy(Cutout cutout, TextureLayout layout, float[] out) {
    int side = cutout.side();
    int left = (int) layout.originX();
    int top = (int) layout.originY();
    int firstX = Math.max(0, -left);
    int lastX = Math.min(layout.cellWidth(), side - left);
    int lastY = Math.min(layout.cellHeight(), side - top);
    int[] argb = cutout.color().argb();
    float[] coverage = cutout.mask().coverage();
    for (int y = Math.max(0, -top); y < lastY; y++) {
      for (int x = firstX; x < lastX; x++) {
        int from = (y + top) * side + x + left;
        int to = 4 * (y * layout.cellWidth() + x);
        int pixel = argb[from];
        out[to] = pixel >> 16 & 255;
        out[to + 1] = pixel >> 8 & 255;
        out[to + 2] = pixel & 255;
        out[to + 3] = coverage[from];
      }
    }
  }

  private static void average(Cutout cutout, TextureLayout layout, float[] out) {
    for (int y = 0; y < layout.cellHeight(); y++) {
      double top = layout.originY() + y * layout.scale();
      for (int x = 0; x < layout.cellWidth(); x++) {
        double left = layout.originX() + x * layout.scale();
        averageTexel(cutout, left, top, layout.scale(), out, 4 * (y * layout.cellWidth() + x));
      }
    }
  }

  private static void averageTexel(
      Cutout cutout, double left, double top, double scale, float[] out, int to) {
    int side = cutout.side();
    int[] argb = cutout.color().argb();
    float[] coverage = cutout.mask().coverage();
    int lastX = (int) Math.min(side, Math.ceil(left + scale));
    int lastY = (int) Math.min(side, Math.ceil(top + scale));
    double r = 0;
    double g = 0;
    double b = 0;
    double weight = 0;
    for (int y = Math.max(0, (int) Math.floor(top)); y < lastY; y++) {
      double rows = Math.min(y + 1, top + scale) - Math.max(y, top);
      for (int x = Math.max(0, (int) Math.floor(left)); x < lastX; x++) {
        double columns = Math.min(x + 1, left + scale) - Math.max(x, left);
        double w = rows * columns * coverage[y * side + x];
        int pixel = argb[y * side + x];
        r += w * (pixel >> 16 & 255);
        g += w * (pixel >> 8 & 255);
        b += w * (pixel & 255);
        weight += w;
      }
    }
    if (weight > 0) {
      out[to] = (float) (r / weight);
      out[to + 1] = (float) (g / weight);
      out[to + 2] = (float) (b / weight);
      out[to + 3] = (float) (weight / (scale * scale));
    }
  }
}
