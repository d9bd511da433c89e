package io.orfeas.inference.image;

import java.util.Arrays;

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

  /** 2^16 over 1 to 8, rounded up: quotients of sums of eight bytes are exact by it. */
  private static final int[] RECIPROCAL = new int[9];

  static {
    for (int i = 1; i < RECIPROCAL.length; i++) {
      RECIPROCAL[i] = ((1 << 16) + i - 1) / i;
    }
  }

  private static final int BORDER = -1;

  private final int side;

  /** Pixels per row with one more on each side, so that every pixel has eight neighbours. */
  private final int stride;

  private final int[] offsets;
  private final int[] colors;
  private final int[] ring;
  private final int[] queue;
  private int queued;

  private EdgeColors(int side, int[] rgb) {
    this.side = side;
    stride = side + 2;
    offsets = new int[] {-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1};
    colors = new int[stride * stride];
    ring = new int[stride * stride];
    queue = new int[side * side];
    Arrays.fill(ring, 0, stride, BORDER);
    Arrays.fill(ring, stride * (stride - 1), stride * stride, BORDER);
    for (int y = 0; y < side; y++) {
      System.arraycopy(rgb, y * side, colors, at(0, y), side);
      ring[at(-1, y)] = BORDER;
      ring[at(side, y)] = BORDER;
    }
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
    colors.addSources(coverage, margin);
    colors.fill();
    for (int y = 0; y < side; y++) {
      System.arraycopy(colors.colors, colors.at(0, y), rgb, y * side, side);
    }
  }

  private int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  /** Marks the pixels to start from in ring 1. */
  private void addSources(float[] coverage, int margin) {
    boolean[] solid = new boolean[coverage.length];
    BitRows whole = new BitRows(side);
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        solid[i] = coverage[i] >= 0.5f;
        if (coverage[i] >= WHOLE) {
          whole.set(x, y);
        }
      }
    }
    BitRows core = whole;
    for (int i = 0; i < margin; i++) {
      core = core.eroded();
    }
    BitRows near = core;
    for (int i = 0; i < margin + 1; i++) {
      near = near.dilated();
    }
    Components parts = Components.of(solid, side, true, true);
    float[] best = new float[parts.count() + 1];
    for (int i = 0; i < coverage.length; i++) {
      int part = parts.label()[i];
      best[part] = Math.max(best[part], coverage[i]);
    }
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        float most = best[parts.label()[i]];
        boolean thin = whole.get(x, y) && !near.get(x, y);
        boolean faint = solid[i] && most < WHOLE && coverage[i] >= NEAR_BEST * most;
        if (core.get(x, y) || thin || faint) {
          reach(at(x, y), 1);
        }
      }
    }
  }

  private void reach(int pixel, int inRing) {
    ring[pixel] = inRing;
    queue[queued++] = pixel;
  }

  private void fill() {
    for (int i = 0; i < queued; i++) {
      int pixel = queue[i];
      int own = ring[pixel];
      if (own > 1) {
        colors[pixel] = colors[pixel] & 0xFF000000 | meanOf(own - 1, pixel);
      }
      for (int offset : offsets) {
        if (ring[pixel + offset] == 0) {
          reach(pixel + offset, own + 1);
        }
      }
    }
  }

  /** Red and blue are added up in one number: eight bytes leave room between them. */
  private int meanOf(int wanted, int pixel) {
    int redBlue = 0;
    int green = 0;
    int count = 0;
    for (int offset : offsets) {
      if (ring[pixel + offset] == wanted) {
        int color = colors[pixel + offset];
        redBlue += color & 0xFF00FF;
        green += color >> 8 & 0xFF;
        count++;
      }
    }
    return quotient(redBlue >> 16, count) << 16
        | quotient(green, count) << 8
        | quotient(redBlue & 0xFFFF, count);
  }

  private static int quotient(int sum, int count) {
    return (sum + count / 2) * RECIPROCAL[count] >> 16;
  }
}
