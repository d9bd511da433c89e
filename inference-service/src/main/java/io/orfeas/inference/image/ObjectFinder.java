package io.orfeas.inference.image;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Finds the object of a picture, coarsely; {@link #sharpen} carries what was found to working size.
 *
 * <p>The colours along the edge start a graph cut, once as they are and once with shadows on the
 * floor counted as background; the second result holds unless it takes too much away or falls
 * apart. Two other starts know nothing of the edge's colours: a rectangle and an ellipse in the
 * middle. When the edge is too varied to tell the whole background, they and what is hard to reach
 * from the edge ({@link BarrierSaliency}) compete with the first: the contour that follows edges of
 * the picture best, lies in the middle and agrees most with the others wins.
 *
 * @param mask object pixels
 * @param isFromBorder whether the edge's colours led to it
 * @param confidence 0 to 1: how far independent starts agree, which is about the overlap to expect
 *     with the true object
 */
record ObjectFinder(boolean[] mask, boolean isFromBorder, float confidence) {
  private static final int ROUNDS = 3;
  private static final int COARSE_ROUNDS = 2;

  /** Pictures smaller than this are not halved for a second opinion. */
  private static final int LEAST_HALVED = 64;

  /** Regions below this share of the largest one are specks. */
  private static final double SPECK = 0.02;

  /** Gaps below this share of the picture are pinholes. */
  private static final double PINHOLE = 0.0002;

  /** Share of the object that must be left when shadows are taken away. */
  private static final double KEPT = 0.7;

  /** Radius of the ellipse relative to the sides. */
  private static final double ELLIPSE = 0.4;

  /** Margin around the rectangle relative to the sides. */
  private static final double MARGIN = 0.04;

  /** Head starts of the edge's colours and of the rectangle, against the contour's clearness. */
  private static final double[] HEAD_START = {0.1, 0.2, 0, 0};

  /** Weight of agreement with the others. */
  private static final double AGREEMENT = 1;

  /** Weight of the distance from the picture's middle, in half sides. */
  private static final double CENTRALITY = 1.5;

  /** From this overlap on, the edge's colours led to the same mask, and find finer ones best. */
  private static final double SAME = 0.9;

  /** Smaller objects, as a share of the picture, are more often leftovers of a failed cut. */
  private static final double LEAST_AREA = 0.03;

  /** Pixels beside a coarse outline that the sharper cut may still change. */
  private static final int BAND = 2;

  static ObjectFinder find(LabImage image) {
    BorderModel border = BorderModel.of(image);
    if (border.isSimple()) {
      return fromSimpleBorder(image, border);
    }
    boolean[][] masks =
        sideBySide(
            () -> fromBorder(image, border, COARSE_ROUNDS).chosen,
            () -> start(image, rectangle(image)),
            () -> start(image, ellipse(image)),
            () -> start(image, hardToReach(image)));
    return best(image, masks);
  }

  /** Which only the confidence asks others about, on a smaller picture still. */
  private static ObjectFinder fromSimpleBorder(LabImage image, BorderModel border) {
    boolean isSmall = Math.min(image.width(), image.height()) < LEAST_HALVED;
    LabImage small = isSmall ? image : image.halved();
    AtomicReference<Shadows> found = new AtomicReference<>();
    boolean[][] masks =
        sideBySide(
            () -> {
              Shadows shadows = fromBorder(image, border, COARSE_ROUNDS);
              found.set(shadows);
              return isSmall ? shadows.chosen : halved(shadows.chosen, image.width(), small);
            },
            () -> start(small, rectangle(small)),
            () -> start(small, ellipse(small)));
    Shadows first = found.get();
    return new ObjectFinder(first.chosen, true, first.confidence(agreement(masks, 0)));
  }

  private static boolean[] start(LabImage image, byte[] seeds) {
    return clean(GrabCut.cut(image, seeds, COARSE_ROUNDS), image.width());
  }

  /** Cuts that know nothing of each other take as many cores as there are. */
  @SafeVarargs
  private static boolean[][] sideBySide(Supplier<boolean[]>... cuts) {
    return Arrays.stream(cuts).parallel().map(Supplier::get).toArray(boolean[][]::new);
  }

  /** What the edge's colours lead to, and the other way of treating shadows where there is one. */
  private record Shadows(boolean[] chosen, boolean[] other) {
    /**
     * Agreement with starts that know nothing of the edge; and that of both ways to treat shadows,
     * since all starts are misled by those alike.
     */
    float confidence(double agreement) {
      return (float) (other == chosen ? agreement : (agreement + overlapShare(chosen, other)) / 2);
    }
  }

  private static boolean[] halved(boolean[] mask, int width, LabImage small) {
    boolean[] half = new boolean[small.size()];
    for (int i = 0; i < half.length; i++) {
      int at = i / small.width() * 2 * width + i % small.width() * 2;
      int covered =
          (mask[at] ? 1 : 0)
              + (mask[at + 1] ? 1 : 0)
              + (mask[at + width] ? 1 : 0)
              + (mask[at + width + 1] ? 1 : 0);
      half[i] = covered >= 2;
    }
    return half;
  }

  /**
   * The same object on a finer picture: found again by the edge's colours where they led to it,
   * else cut once more where the outline is.
   *
   * @param fine the picture, larger than that of the mask
   * @param coarse the picture of the mask
   */
  boolean[] sharpen(LabImage fine, LabImage coarse) {
    if (isFromBorder) {
      return fromBorder(fine, BorderModel.of(fine), ROUNDS).chosen;
    }
    boolean[] edge = beside(mask, coarse.width());
    byte[] seeds = new byte[fine.size()];
    for (int i = 0; i < seeds.length; i++) {
      int x = Math.min(coarse.width() - 1, i % fine.width() * coarse.width() / fine.width());
      int y = Math.min(coarse.height() - 1, i / fine.width() * coarse.height() / fine.height());
      int at = y * coarse.width() + x;
      seeds[i] =
          edge[at]
              ? mask[at] ? GrabCut.MAYBE_OBJECT : GrabCut.MAYBE_BACKGROUND
              : mask[at] ? GrabCut.OBJECT : GrabCut.BACKGROUND;
    }
    return clean(GrabCut.cut(fine, seeds, 1), fine.width());
  }

  /** Pixels with both object and background nearby. */
  private static boolean[] beside(boolean[] mask, int width) {
    float[] plane = new float[mask.length];
    float[] ones = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      plane[i] = mask[i] ? 1 : 0;
      ones[i] = 1;
    }
    float[] objects = BoxMean.sum(plane, width, BAND);
    float[] all = BoxMean.sum(ones, width, BAND);
    boolean[] beside = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      beside[i] = objects[i] > 0.5f && objects[i] < all[i] - 0.5f;
    }
    return beside;
  }

  private static Shadows fromBorder(LabImage image, BorderModel border, int rounds) {
    byte[] seeds = border.seeds();
    boolean[] whole = clean(GrabCut.cut(image, seeds, rounds), image.width());
    boolean[] floor = FloorShadow.grow(image, border.mixture(), border.certain());
    if (overlap(whole, floor) == 0) {
      return new Shadows(whole, whole);
    }
    for (int i = 0; i < seeds.length; i++) {
      if (floor[i] && seeds[i] != GrabCut.BACKGROUND) {
        seeds[i] = GrabCut.LIKELY_BACKGROUND;
      }
    }
    boolean[] lit = clean(GrabCut.cut(image, seeds, rounds), image.width());
    return isTrimmed(whole, lit, image.width()) ? new Shadows(lit, whole) : new Shadows(whole, lit);
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

  private static byte[] rectangle(LabImage image) {
    byte[] seeds = new byte[image.size()];
    double marginX = Math.max(1, MARGIN * image.width());
    double marginY = Math.max(1, MARGIN * image.height());
    for (int y = 0, i = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, i++) {
        boolean in =
            Math.min(x, image.width() - 1 - x) >= marginX
                && Math.min(y, image.height() - 1 - y) >= marginY;
        seeds[i] = in ? GrabCut.MAYBE_OBJECT : GrabCut.BACKGROUND;
      }
    }
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
              - CENTRALITY * Contour.offCentre(masks[i], image.width())
              + AGREEMENT * agreement(masks, i)
              + HEAD_START[i]
              - (overlap(masks[i], masks[i]) < LEAST_AREA * image.size() ? 1 : 0);
      if (score > most) {
        most = score;
        chosen = i;
      }
    }
    float confidence = (float) agreement(masks, chosen);
    boolean same = overlapShare(masks[0], masks[chosen]) >= SAME;
    return new ObjectFinder(masks[same ? 0 : chosen], same, confidence);
  }

  /** Mean overlap of one mask with the others. */
  private static double agreement(boolean[][] masks, int i) {
    double sum = 0;
    for (int j = 0; j < masks.length; j++) {
      sum += j == i ? 0 : overlapShare(masks[i], masks[j]);
    }
    return sum / (masks.length - 1);
  }

  /** Intersection over union; 0 when both are empty. */
  private static double overlapShare(boolean[] a, boolean[] b) {
    int both = overlap(a, b);
    int either = overlap(a, a) + overlap(b, b) - both;
    return either == 0 ? 0 : (double) both / either;
  }

  private static int overlap(boolean[] a, boolean[] b) {
    int both = 0;
    for (int i = 0; i < a.length; i++) {
      both += a[i] && b[i] ? 1 : 0;
    }
    return both;
  }
}
