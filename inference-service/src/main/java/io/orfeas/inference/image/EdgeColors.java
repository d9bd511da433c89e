package io.orfeas.inference.image;

/**
 * Gives pixels that are not wholly the object's the colour of the object nearby.
 *
 * <p>Colours spread outward from the covered pixels, ring by ring; each pixel takes the mean of its
 * neighbours reached before it. So no background is left under soft edges, nor around them where
 * textures are sampled. Cost: O(pixels).
 */
final class EdgeColors {
  private static final float WHOLE = 0.95f;

  /** A part without any whole pixel is as good as its best pixels, down to this share of them. */
  private static final float NEAR_BEST = 0.9f;

  private static final int[] DX = {-1, 0, 1, -1, 1, -1, 0, 1};
  private static final int[] DY = {-1, -1, -1, 0, 0, 1, 1, 1};

  private final int side;
  private final int[] rgb;
  private final int[] ring;

  private EdgeColors(int side, int[] rgb) {
    this.side = side;
    this.rgb = rgb;
    ring = new int[rgb.length];
  }

  /**
   * Spreads colours over the whole square, in place.
   *
   * @param side pixels per row and rows
   * @param rgb colours; the top 8 bits are kept
   * @param coverage of each pixel in 0..1, with at least one of 0.5
   * @param margin rings of covered pixels next to uncovered ones that are not trusted
   */
  static void spread(int side, int[] rgb, float[] coverage, int margin) {
    EdgeColors colors = new EdgeColors(side, rgb);
    colors.fill(colors.sources(coverage, margin));
  }

  /** Marks the pixels to start from in ring 1 and returns them. */
  private IntQueue sources(float[] coverage, int margin) {
    boolean[] whole = new boolean[coverage.length];
    boolean[] solid = new boolean[coverage.length];
    for (int i = 0; i < coverage.length; i++) {
      whole[i] = coverage[i] >= WHOLE;
      solid[i] = coverage[i] >= 0.5f;
    }
    boolean[] core = whole;
    for (int i = 0; i < margin; i++) {
      core = erode(core);
    }
    boolean[] near = core;
    for (int i = 0; i < margin + 1; i++) {
      near = dilate(near);
    }
    Components parts = Components.of(solid, side, true, true);
    float[] best = new float[parts.count() + 1];
    for (int i = 0; i < coverage.length; i++) {
      int part = parts.label()[i];
      best[part] = Math.max(best[part], coverage[i]);
    }
    IntQueue queue = new IntQueue(coverage.length);
    for (int i = 0; i < coverage.length; i++) {
      float most = best[parts.label()[i]];
      boolean thin = whole[i] && !near[i];
      boolean faint = solid[i] && most < WHOLE && coverage[i] >= NEAR_BEST * most;
      if (core[i] || thin || faint) {
        ring[i] = 1;
        queue.add(i);
      }
    }
    return queue;
  }

  private boolean[] erode(boolean[] mask) {
    return morph(mask, true);
  }

  private boolean[] dilate(boolean[] mask) {
    return morph(mask, false);
  }

  /** A pixel keeps {@code all} when its four neighbours have it, else takes it from any. */
  private boolean[] morph(boolean[] mask, boolean all) {
    boolean[] out = new boolean[mask.length];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        boolean left = x > 0 ? mask[i - 1] : mask[i];
        boolean right = x + 1 < side ? mask[i + 1] : mask[i];
        boolean up = y > 0 ? mask[i - side] : mask[i];
        boolean down = y + 1 < side ? mask[i + side] : mask[i];
        out[i] =
            all ? mask[i] && left && right && up && down : mask[i] || left || right || up || down;
      }
    }
    return out;
  }

  private void fill(IntQueue queue) {
    while (!queue.isEmpty()) {
      int at = queue.poll();
      if (ring[at] > 1) {
        rgb[at] = rgb[at] & 0xFF000000 | meanBefore(at);
      }
      for (int d = 0; d < DX.length; d++) {
        int next = neighbour(at, d);
        if (next >= 0 && ring[next] == 0) {
          ring[next] = ring[at] + 1;
          queue.add(next);
        }
      }
    }
  }

  private int meanBefore(int at) {
    int red = 0;
    int green = 0;
    int blue = 0;
    int count = 0;
    for (int d = 0; d < DX.length; d++) {
      int from = neighbour(at, d);
      if (from >= 0 && ring[from] == ring[at] - 1) {
        red += rgb[from] >> 16 & 0xFF;
        green += rgb[from] >> 8 & 0xFF;
        blue += rgb[from] & 0xFF;
        count++;
      }
    }
    return (red + count / 2) / count << 16
        | (green + count / 2) / count << 8
        | (blue + count / 2) / count;
  }

  private int neighbour(int at, int d) {
    int x = at % side + DX[d];
    int y = at / side + DY[d];
    return x < 0 || y < 0 || x >= side || y >= side ? -1 : y * side + x;
  }
}
