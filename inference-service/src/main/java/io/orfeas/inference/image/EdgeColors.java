package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Gives pixels that are not wholly the object's the colour of the object nearby.
 *
 * <p>Colours spread outward from the covered pixels, ring by ring; each pixel takes the mean of its
 * neighbours reached before it. So no background is left under soft edges. It ends with the ring in
 * which the last pixel with any coverage is reached: colours count by coverage, so none is looked
 * at beyond. Cost: a pass over the pixels, and the rings.
 */
final class EdgeColors {
  private static final float WHOLE = 0.95f;

  /** A part without any whole pixel is as good as its best pixels, down to this share of them. */
  private static final float NEAR_BEST = 0.9f;

  /** Soft edges are rarely wider than so many pixels; parts are looked for where one is. */
  private static final int SOFT = 8;

  /** 2^16 over 1 to 8, rounded up: quotients of sums of eight bytes are exact by it. */
  private static final int[] RECIPROCAL = new int[9];

  static {
    for (int i = 1; i < RECIPROCAL.length; i++) {
      RECIPROCAL[i] = ((1 << 16) + i - 1) / i;
    }
  }

  private static final int BORDER = -1;
  private static final int FREE = 0;

  /** Not reached yet, and to be seen: it has some coverage. */
  private static final int WANTED = -2;

  private final int side;

  /** Pixels per row with one more on each side, so that every pixel has eight neighbours. */
  private final int stride;

  private final int[] offsets;
  private final int[] colors;
  private final int[] ring;
  private final int[] queue;
  private int queued;
  private int wanted;

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
   * Spreads colours to every pixel with any coverage, in place.
   *
   * @param side pixels per row and rows
   * @param rgb colours; the top 8 bits are kept
   * @param coverage of each pixel in 0..1, with at least one of 0.5
   * @param margin rings of covered pixels next to uncovered ones that are not trusted
   */
  static void spread(int side, int[] rgb, float[] coverage, int margin) {
    EdgeColors colors = new EdgeColors(side, rgb);
    colors.begin(sources(side, coverage, margin), coverage);
    colors.fill();
    for (int y = 0; y < side; y++) {
      System.arraycopy(colors.colors, colors.at(0, y), rgb, y * side, side);
    }
  }

  private int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  /** The pixels whose own colours are trusted. */
  private static BitRows sources(int side, float[] coverage, int margin) {
    BitRows solid = BitRows.atLeast(side, coverage, 0.5f);
    BitRows whole = BitRows.atLeast(side, coverage, WHOLE);
    BitRows core = whole;
    for (int i = 0; i < margin; i++) {
      core = core.eroded();
    }
    BitRows near = core;
    for (int i = 0; i < margin + 1; i++) {
      near = near.dilated();
    }
    BitRows sources = core.or(whole.without(near));
    return solid.isWithin(whole, SOFT)
        ? sources
        : sources.or(BitRows.of(side, best(side, coverage)));
  }

  /** The best pixels of parts that have no whole one. */
  private static boolean[] best(int side, float[] coverage) {
    boolean[] solid = new boolean[coverage.length];
    for (int i = 0; i < solid.length; i++) {
      solid[i] = coverage[i] >= 0.5f;
    }
    Components parts = Components.of(solid, side, true, true);
    float[] most = new float[parts.count() + 1];
    for (int i = 0; i < coverage.length; i++) {
      int part = parts.label()[i];
      most[part] = Math.max(most[part], coverage[i]);
    }
    boolean[] best = new boolean[coverage.length];
    for (int i = 0; i < best.length; i++) {
      float limit = most[parts.label()[i]];
      best[i] = solid[i] && limit < WHOLE && coverage[i] >= NEAR_BEST * limit;
    }
    return best;
  }

  /** Marks the sources as ring 1, and begins with those that may have others beside them. */
  private void begin(BitRows sources, float[] coverage) {
    BitRows rim = sources.without(sources.eroded().eroded());
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        int pixel = at(x, y);
        if (sources.get(x, y)) {
          ring[pixel] = 1;
          if (rim.get(x, y)) {
            queue[queued++] = pixel;
          }
        } else if (coverage[i] > 0) {
          ring[pixel] = WANTED;
          wanted++;
        }
      }
    }
  }

  private void fill() {
    for (int i = 0; i < queued; i++) {
      int pixel = queue[i];
      int own = ring[pixel];
      if (own > 1) {
        colors[pixel] = colors[pixel] & 0xFF000000 | meanOf(own - 1, pixel);
      }
      for (int k = 0; k < offsets.length && wanted > 0; k++) {
        reach(pixel + offsets[k], own + 1);
      }
    }
  }

  private void reach(int pixel, int inRing) {
    int was = ring[pixel];
    if (was == FREE || was == WANTED) {
      ring[pixel] = inRing;
      queue[queued++] = pixel;
      wanted -= was == WANTED ? 1 : 0;
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
