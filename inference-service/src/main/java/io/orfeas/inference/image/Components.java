package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Connected regions of a mask, numbered from 1 in the order of their first pixel.
 *
 * <p>Each row is cut into runs of set pixels; runs that touch one in the row above are joined in a
 * union-find forest, whose roots are then numbered. Cost: linear in pixels, near linear in runs.
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
    MaskRuns runs = MaskRuns.of(mask, width, set);
    int[] parent = runs.joined(diagonal ? 1 : 0);
    int[] label = new int[mask.length];
    int[] number = new int[parent.length];
    int[] area = new int[16];
    int count = 0;
    for (int run = 0; run < parent.length; run++) {
      int root = MaskRuns.root(parent, run);
      number[run] = root == run ? ++count : number[root];
      if (count >= area.length) {
        area = Arrays.copyOf(area, 2 * area.length);
      }
      area[number[run]] += runs.end(run) - runs.start(run);
      Arrays.fill(label, runs.start(run), runs.end(run), number[run]);
    }
    return new Components(label, Arrays.copyOf(area, count + 1));
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
