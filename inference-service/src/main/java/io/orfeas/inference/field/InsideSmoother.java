package io.orfeas.inference.field;

/**
 * Smooths values over the inside of an outline.
 *
 * <p>Two forms. {@link #iron} takes out ripples and keeps the shape: diffusion steps forward and a
 * little further back in turn (Taubin, "A signal processing approach to fair surface design",
 * 1995). {@link #diffuse} evens out for good. Neighbours lie farther off where the object is thick,
 * so big parts become calmer than small ones and few passes suffice.
 *
 * <p>What an outside neighbour counts as is the other choice. Heights fall to zero at the outline,
 * so there it is the mirror image at the outline with opposite sign: the rim neither moves nor
 * erodes, and limbs of a few pixels keep their girth. Depths end freely, so there it is ignored.
 *
 * <p>Layout: inside pixels are packed, each with four neighbour slots and weights. Cost: linear per
 * pass.
 */
final class InsideSmoother {
  private static final float FORWARD = 0.6f;
  private static final float BACKWARD = -0.63f;
  private static final int LONGEST_REACH = 12;

  private final boolean zeroAtOutline;
  private final int[] pixel;
  private final int[] neighbour;
  private final float[] weight;

  private InsideSmoother(float[] distance, int side, float reachShare, boolean zeroAtOutline) {
    this.zeroAtOutline = zeroAtOutline;
    int[] slot = new int[distance.length];
    int count = 0;
    for (int i = 0; i < distance.length; i++) {
      slot[i] = distance[i] > 0 ? count++ : -1;
    }
    pixel = new int[count];
    neighbour = new int[4 * count];
    weight = new float[4 * count];
    for (int i = 0; i < distance.length; i++) {
      if (slot[i] >= 0) {
        pixel[slot[i]] = i;
        int x = i % side;
        int reach = Math.max(1, Math.min(LONGEST_REACH, (int) (distance[i] * reachShare)));
        link(distance, slot, i, 0, x >= reach ? i - reach : -1);
        link(distance, slot, i, 1, x + reach < side ? i + reach : -1);
        link(distance, slot, i, 2, i - reach * side);
        link(distance, slot, i, 3, i + reach * side);
      }
    }
  }

  /**
   * For squared heights, which reach zero in a straight line at the outline.
   *
   * @param distance signed distance to the outline in pixels, positive inside
   * @param reachShare how far off neighbours are taken, as a share of the distance; at least 1
   *     pixel
   */
  static InsideSmoother forSquaredHeights(float[] distance, int side, float reachShare) {
    return new InsideSmoother(distance, side, reachShare, true);
  }

  /** For values that end freely at the outline. */
  static InsideSmoother forDepths(float[] distance, int side, float reachShare) {
    return new InsideSmoother(distance, side, reachShare, false);
  }

  /** Takes out ripples in place; only values inside are read and written. */
  void iron(float[] values, int passes) {
    run(values, passes, BACKWARD);
  }

  /** Evens out in place; only values inside are read and written. */
  void diffuse(float[] values, int passes) {
    run(values, passes, FORWARD);
  }

  private void run(float[] values, int passes, float second) {
    float[] from = new float[pixel.length];
    for (int k = 0; k < from.length; k++) {
      from[k] = values[pixel[k]];
    }
    float[] to = new float[from.length];
    for (int pass = 0; pass < passes; pass++) {
      step(from, to, FORWARD);
      step(to, from, second);
    }
    for (int k = 0; k < from.length; k++) {
      values[pixel[k]] = from[k];
    }
  }

  private void link(float[] distance, int[] slot, int i, int direction, int other) {
    int at = 4 * slot[i] + direction;
    boolean onGrid = other >= 0 && other < slot.length;
    boolean in = onGrid && slot[other] >= 0;
    neighbour[at] = in ? slot[other] : slot[i];
    if (in || !zeroAtOutline) {
      weight[at] = 1;
    } else {
      weight[at] = onGrid ? Math.max(-1, distance[other] / distance[i]) : -1;
    }
  }

  private void step(float[] from, float[] to, float rate) {
    for (int k = 0; k < from.length; k++) {
      int n = 4 * k;
      float mean =
          (weight[n] * from[neighbour[n]]
                  + weight[n + 1] * from[neighbour[n + 1]]
                  + weight[n + 2] * from[neighbour[n + 2]]
                  + weight[n + 3] * from[neighbour[n + 3]])
              / 4;
      to[k] = from[k] + rate * (mean - from[k]);
    }
  }
}
