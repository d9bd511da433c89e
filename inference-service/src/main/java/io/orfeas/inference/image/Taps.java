package io.orfeas.inference.image;

import java.util.Arrays;

/** Which source positions, with which weights, make up each target position along one axis. */
final class Taps {
  private final int[] starts;
  private int[] sources;
  private float[] weights;

  private Taps(int side) {
    starts = new int[side + 1];
    sources = new int[4 * side];
    weights = new float[4 * side];
  }

  /**
   * Places a target axis over a source axis.
   *
   * @param center source coordinate of the target's middle
   * @param scale source pixels per target pixel
   * @param side target pixels
   * @param length source pixels; positions outside have no taps
   * @param copied whether to align to whole source pixels
   */
  static Taps of(double center, double scale, int side, int length, boolean copied) {
    Taps taps = new Taps(side);
    double origin = center - scale * side / 2;
    double start = copied ? Math.rint(origin) : origin;
    int count = 0;
    for (int i = 0; i < side; i++) {
      double from = start + i * scale;
      count =
          scale >= 1
              ? taps.addArea(from, from + scale, length, count)
              : taps.addLinear(from + scale / 2 - 0.5, length, count);
      taps.starts[i + 1] = count;
    }
    return taps;
  }

  private int addArea(double from, double to, int length, int start) {
    int count = start;
    int last = Math.min(length - 1, (int) Math.ceil(to) - 1);
    for (int s = Math.max(0, (int) Math.floor(from)); s <= last; s++) {
      double share = (Math.min(to, s + 1) - Math.max(from, s)) / (to - from);
      count = add(s, share, count);
    }
    return count;
  }

  private int addLinear(double at, int length, int start) {
    int low = (int) Math.floor(at);
    int count = start;
    if (low >= 0 && low < length) {
      count = add(low, low + 1 - at, count);
    }
    if (low + 1 >= 0 && low + 1 < length) {
      count = add(low + 1, at - low, count);
    }
    return count;
  }

  private int add(int source, double weight, int count) {
    if (weight <= 1e-6) {
      return count;
    }
    if (count == sources.length) {
      sources = Arrays.copyOf(sources, 2 * count);
      weights = Arrays.copyOf(weights, 2 * count);
    }
    sources[count] = source;
    weights[count] = (float) weight;
    return count + 1;
  }

  /** Index of the first tap of a target position; those of the next follow on. */
  int start(int target) {
    return starts[target];
  }

  int source(int tap) {
    return sources[tap];
  }

  float weight(int tap) {
    return weights[tap];
  }
}
