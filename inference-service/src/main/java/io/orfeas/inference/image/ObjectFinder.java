package io.orfeas.inference.image;

/**
 * Finds the object of a picture at working size.
 *
 * <p>The colours along the edge start a graph cut, once as they are and once with shadows on the
 * floor counted as background; the second result holds unless it takes too much away or falls
 * apart. When the edge is too varied to tell the whole background, two other starts compete: an
 * ellipse in the middle and what is hard to reach from the edge ({@link BarrierSaliency}). The
 * contour that follows edges of the picture best and agrees most with the others wins.
 *
 * @param mask object pixels
 * @param confidence 0 to 1: agreement of the methods, or how clear the contour is where one was
 *     enough
 */
record ObjectFinder(boolean[] mask, float confidence) {
  private static final int ROUNDS = 3;

  /** Smaller pictures are not halved. */
  private static final int FINE = 64;

  /** Regions below this share of the largest one are specks. */
  private static final double SPECK = 0.02;

  /** Gaps below this share of the picture are pinholes. */
  private static final double PINHOLE = 0.0002;

  /** Share of the object that must be left when shadows are taken away. */
  private static final double KEPT = 0.7;

  /** Radius of the ellipse relative to the sides. */
  private static final double ELLIPSE = 0.4;

  /** Head start of the edge's colours, and weight of agreement, against the contour's clearness. */
  private static final double HEAD_START = 0.2;

  private static final double AGREEMENT = 0.5;

  /** Smaller objects, as a share of the picture, are more often leftovers of a failed cut. */
  private static final double LEAST_AREA = 0.03;

  static ObjectFinder find(LabImage image) {
    BorderModel border = BorderModel.of(image);
    boolean[] first = fromBorder(image, border);
    if (border.isSimple()) {
      return new ObjectFinder(first, (float) Contour.clearness(image, first));
    }
    LabImage coarse = Math.min(image.width(), image.height()) < FINE ? image : image.halved();
    boolean[][] masks = {
      first, polish(image, coarse, ellipse(coarse)), polish(image, coarse, hardToReach(coarse))
    };
    return best(image, masks);
  }

  /** Cuts at half size, where most of the work is a quarter, and once more at full size. */
  private static boolean[] polish(LabImage image, LabImage coarse, byte[] start) {
    boolean[] rough = GrabCut.cut(coarse, start, ROUNDS);
    byte[] seeds = new byte[image.size()];
    for (int i = 0; i < seeds.length; i++) {
      int x = Math.min(coarse.width() - 1, i % image.width() * coarse.width() / image.width());
      int y = Math.min(coarse.height() - 1, i / image.width() * coarse.height() / image.height());
      seeds[i] = rough[y * coarse.width() + x] ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND;
    }
    closeBorder(seeds, image);
    return clean(GrabCut.cut(image, seeds, 1), image.width());
  }

  private static boolean[] fromBorder(LabImage image, BorderModel border) {
    byte[] seeds = border.seeds();
    boolean[] whole = clean(GrabCut.cut(image, seeds, ROUNDS), image.width());
    boolean[] floor = FloorShadow.grow(image, border.mixture(), border.certain());
    if (overlap(whole, floor) == 0) {
      return whole;
    }
    for (int i = 0; i < seeds.length; i++) {
      if (floor[i] && seeds[i] != GrabCut.BACKGROUND) {
        seeds[i] = GrabCut.LIKELY_BACKGROUND;
      }
    }
    boolean[] lit = clean(GrabCut.cut(image, seeds, ROUNDS), image.width());
    return isTrimmed(whole, lit, image.width()) ? lit : whole;
  }

  /** Whether a mask lost no more than shadows: not most of its area, nor what holds it together. */
  private static boolean isTrimmed(boolean[] whole, boolean[] rest, int width) {
    int parts = Components.of(whole, width, true, true).count();
    return Components.of(rest, width, true, true).count() <= parts
        && overlap(whole, rest) >= KEPT * overlap(whole, whole);
  }

  private static byte[] ellipse(LabImage image) {
    byte[] seeds = new byte[image.size()];
    for (int y = 0, i = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, i++) {
        double dx = (x + 0.5) / image.width() - 0.5;
        double dy = (y + 0.5) / image.height() - 0.5;
        boolean middle = dx * dx + dy * dy < ELLIPSE * ELLIPSE;
        seeds[i] = middle ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND;
      }
    }
    closeBorder(seeds, image);
    return seeds;
  }

  private static byte[] hardToReach(LabImage image) {
    float[] barrier = BarrierSaliency.of(image);
    float threshold = BarrierSaliency.threshold(barrier);
    byte[] seeds = new byte[barrier.length];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = barrier[i] > threshold ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND;
    }
    closeBorder(seeds, image);
    return seeds;
  }

  private static void closeBorder(byte[] seeds, LabImage image) {
    for (int i = 0; i < seeds.length; i++) {
      int x = i % image.width();
      int y = i / image.width();
      if (x == 0 || y == 0 || x == image.width() - 1 || y == image.height() - 1) {
        seeds[i] = GrabCut.BACKGROUND;
      }
    }
  }

  private static boolean[] clean(boolean[] mask, int width) {
    MaskCleaner.removeSpecks(mask, width, SPECK);
    MaskCleaner.closePinholes(mask, width, (int) (PINHOLE * mask.length) + 1);
    return mask;
  }

  private static ObjectFinder best(LabImage image, boolean[][] masks) {
    int chosen = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < masks.length; i++) {
      double score =
          Contour.clearness(image, masks[i])
              - Contour.contact(masks[i], image.width())
              + AGREEMENT * agreement(masks, i)
              + (i == 0 ? HEAD_START : 0)
              - (overlap(masks[i], masks[i]) < LEAST_AREA * image.size() ? 1 : 0);
      if (score > most) {
        most = score;
        chosen = i;
      }
    }
    return new ObjectFinder(masks[chosen], (float) agreement(masks, chosen));
  }

  /** Mean intersection over union of one mask with the others. */
  private static double agreement(boolean[][] masks, int i) {
    double sum = 0;
    for (int j = 0; j < masks.length; j++) {
      int both = overlap(masks[i], masks[j]);
      int either = overlap(masks[i], masks[i]) + overlap(masks[j], masks[j]) - both;
      sum += j == i || either == 0 ? 0 : (double) both / either;
    }
    return sum / (masks.length - 1);
  }

  private static int overlap(boolean[] a, boolean[] b) {
    int both = 0;
    for (int i = 0; i < a.length; i++) {
      both += a[i] && b[i] ? 1 : 0;
    }
    return both;
  }
}
