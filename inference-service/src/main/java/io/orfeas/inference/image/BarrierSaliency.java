package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * How hard a pixel is to reach from the picture's edge: the minimum barrier distance, the least
 * difference between the highest and the lowest value met on any way there (J. Zhang et al.:
 * Minimum Barrier Salient Object Detection at 80 FPS, ICCV 2015).
 *
 * <p>Computed per colour channel by raster sweeps in alternating directions, which is close to
 * exact after a few. Cost: O(pixels * sweeps).
 */
final class BarrierSaliency {
  private static final int SWEEPS = 4;

  private BarrierSaliency() {}

  /** The distances summed over L, a and b, for every pixel; 0 along the edge. */
  static float[] of(LabImage image) {
    float[] sum = new float[image.size()];
    for (float[] channel : new float[][] {image.l(), image.a(), image.b()}) {
      float[] distance = new BarrierSweep(channel, image.width()).run(SWEEPS);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += distance[i];
      }
    }
    return sum;
  }

  /** The value that parts a plane into two classes of least variance (N. Otsu, 1979). */
  static float threshold(float[] plane) {
    float max = 0;
    for (float value : plane) {
      max = Math.max(max, value);
    }
    int[] histogram = new int[256];
    for (float value : plane) {
      histogram[max == 0 ? 0 : (int) (value / max * 255)]++;
    }
    double total = 0;
    for (int i = 0; i < histogram.length; i++) {
      total += (double) i * histogram[i];
    }
    double below = 0;
    double count = 0;
    double best = -1;
    int at = 0;
    for (int i = 0; i < histogram.length; i++) {
      count += histogram[i];
      below += (double) i * histogram[i];
      double rest = plane.length - count;
      double gap = count == 0 || rest == 0 ? 0 : below / count - (total - below) / rest;
      double between = count * rest * gap * gap;
      if (between > best) {
        best = between;
        at = i;
      }
    }
    return (at + 1) / 255f * max;
  }

  /** The sweeps over one channel. */
  private static final class BarrierSweep {
    private final float[] value;
    private final int width;
    private final int height;
    private final float[] high;
    private final float[] low;
    private final float[] distance;

    BarrierSweep(float[] value, int width) {
      this.value = value;
      this.width = width;
      height = value.length / width;
      high = value.clone();
      low = value.clone();
      distance = new float[value.length];
      Arrays.fill(distance, Float.MAX_VALUE);
      for (int x = 0; x < width; x++) {
        distance[x] = 0;
        distance[(height - 1) * width + x] = 0;
      }
      for (int y = 0; y < height; y++) {
        distance[y * width] = 0;
        distance[y * width + width - 1] = 0;
      }
    }

    float[] run(int sweeps) {
      for (int i = 0; i < sweeps; i++) {
        if (i % 2 == 0) {
          forward();
        } else {
          backward();
        }
      }
      return distance;
    }

    private void forward() {
      for (int y = 1; y < height - 1; y++) {
        for (int i = y * width + 1; i < y * width + width - 1; i++) {
          relax(i, i - width);
          relax(i, i - 1);
        }
      }
    }

    private void backward() {
      for (int y = height - 2; y > 0; y--) {
        for (int i = y * width + width - 2; i > y * width; i--) {
          relax(i, i + width);
          relax(i, i + 1);
        }
      }
    }

    private void relax(int i, int from) {
      float top = Math.max(high[from], value[i]);
      float bottom = Math.min(low[from], value[i]);
      if (top - bottom < distance[i]) {
        distance[i] = top - bottom;
        high[i] = top;
        low[i] = bottom;
      }
    }
  }
}
