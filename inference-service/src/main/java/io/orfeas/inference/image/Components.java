package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Connected regions of a mask, numbered from 1 in the order of their first pixel.
 *
 * <p>One pass joins every pixel with its neighbours above and to the left in a union-find forest, a
 * second one numbers the roots. Cost: near linear.
 *
 * @param label per pixel the number of its region, 0 where the mask is not set
 * @param area pixels of each region, by number; {@code area[0]} is 0
 */
record Components(int[] label, int[] area) {

  /**
   * Finds regions.
   *
   * @param mask row-major pixels
   * @param set which value of the mask forms regions
   * @param diagonal whether pixels that share a corner only are connected
   */
  static Components of(boolean[] mask, int width, boolean set, boolean diagonal) {
    int[] parent = new int[mask.length];
    for (int i = 0; i < mask.length; ) {
      for (int end = i + width, x = 0; i < end; i++, x++) {
        parent[i] = i;
        if (mask[i] == set) {
          joinBefore(parent, mask, i, x, width, diagonal);
        }
      }
    }
    return number(mask, set, parent);
  }

  /** Joins a pixel with those before it; what touches those is joined with them already. */
  private static void joinBefore(
      int[] parent, boolean[] mask, int i, int x, int width, boolean diagonal) {
    boolean set = mask[i];
    boolean hasUp = i >= width;
    boolean left = x > 0 && mask[i - 1] == set;
    boolean up = hasUp && mask[i - width] == set;
    if (left) {
      parent[i] = parent[i - 1];
    }
    if (up && !(left && diagonal)) {
      join(parent, i - width, i);
    }
    if (diagonal && hasUp && !up) {
      if (!left && x > 0 && mask[i - width - 1] == set) {
        join(parent, i - width - 1, i);
      }
      if (x + 1 < width && mask[i - width + 1] == set) {
        join(parent, i - width + 1, i);
      }
    }
  }

  private static Components number(boolean[] mask, boolean set, int[] parent) {
    int[] label = new int[mask.length];
    int[] area = new int[16];
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == set) {
        int root = find(parent, i);
        label[i] = root == i ? ++count : label[root];
        if (count >= area.length) {
          area = Arrays.copyOf(area, 2 * area.length);
        }
        area[label[i]]++;
      }
    }
    return new Components(label, Arrays.copyOf(area, count + 1));
  }

  /** Roots are always the first pixel of their region. */
  private static void join(int[] parent, int i, int j) {
    int a = find(parent, i);
    int b = find(parent, j);
    parent[Math.max(a, b)] = Math.min(a, b);
  }

  private static int find(int[] parent, int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Number of regions. */
  int count() {
    return area.length - 1;
  }

  /** Pixels of the largest region, 0 when there is none. */
  int largest() {
    return Arrays.stream(area).max().orElse(0);
  }
}
