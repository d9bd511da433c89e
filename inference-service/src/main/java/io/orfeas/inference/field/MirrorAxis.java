package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/**
 * The line in the picture about which an outline is best its own mirror image.
 *
 * <p>The axis of a symmetric figure passes through its centroid, so only its slant is searched, up
 * to 20° from upright: every three degrees first, then finer, and finally shifted by fractions of a
 * pixel. The upright axis wins unless another is one beyond doubt, for what has a left and a right
 * stands in most pictures.
 *
 * <p>Cost: some forty passes over the pixels; meant for small grids, where signed distances still
 * tell fractions of a pixel.
 *
 * @param x a point of the axis as a share of the frame's width, from the left
 * @param y the same point as a share of the frame's height, from the top
 * @param slant angle from upright in radians, clockwise positive, about -0.35..0.35
 * @param overlap how well the outline matches its mirror image (intersection over union), 0..1
 */
public record MirrorAxis(double x, double y, double slant, double overlap) {
  private static final double COARSE = Math.toRadians(3);
  private static final double[] FINER = {COARSE / 3, COARSE / 12};
  private static final double[] SHIFTS = {1, .5, .25};

  /** Overlap from which a slanted axis is one, and not just where a lopsided thing ends up. */
  private static final double GENUINE = .93;

  /** How much better than the upright axis another has to be. */
  private static final double CLEARLY = .01;

  /** How far from upright the axis of a standing thing may be in a picture held askew. */
  private static final double MOST = Math.toRadians(20);

  /**
   * The best axis for an outline.
   *
   * @param outline signed distances in object units, positive inside, {@code side²}
   */
  static MirrorAxis find(float[] outline, int side) {
    float[] coverage = coverage(outline, side);
    MirrorAxis start = upright(coverage, side);
    MirrorAxis slanted = start;
    for (double slant = -MOST; slant <= MOST; slant += COARSE) {
      MirrorAxis next = start.moved(0, slant, coverage, side);
      slanted = next.overlap > slanted.overlap ? next : slanted;
    }
    for (double step : FINER) {
      slanted = slanted.improved(0, step, coverage, side);
    }
    MirrorAxis upright = start.shifted(coverage, side);
    MirrorAxis best = slanted.shifted(coverage, side);
    boolean meant = best.overlap >= GENUINE && best.overlap > upright.overlap + CLEARLY;
    return meant ? best : upright;
  }

  private MirrorAxis shifted(float[] coverage, int side) {
    MirrorAxis best = this;
    for (double shift : SHIFTS) {
      best = best.improved(shift / side, 0, coverage, side);
    }
    return best;
  }

  /** Where a pixel's mirror image lies, along x. */
  double mirroredX(double px, double py, int side) {
    return px - 2 * away(px, py, side) * Math.cos(slant);
  }

  /** Where a pixel's mirror image lies, along y. */
  double mirroredY(double px, double py, int side) {
    return py - 2 * away(px, py, side) * Math.sin(slant);
  }

  /** Distance of a pixel from the axis, in pixels, positive on the right. */
  private double away(double px, double py, int side) {
    return (px + .5 - x * side) * Math.cos(slant) + (py + .5 - y * side) * Math.sin(slant);
  }

  private static MirrorAxis upright(float[] coverage, int side) {
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < coverage.length; i++) {
      sum += coverage[i];
      sumX += coverage[i] * (i % side + .5);
      sumY += coverage[i] * (i / side + .5);
    }
    double total = Math.max(sum, Float.MIN_NORMAL);
    MirrorAxis axis = new MirrorAxis(sumX / total / side, sumY / total / side, 0, 0);
    return axis.moved(0, 0, coverage, side);
  }

  /** The best of this axis and its two neighbours, as often as that helps. */
  private MirrorAxis improved(double shift, double turn, float[] coverage, int side) {
    MirrorAxis best = this;
    for (int sign = -1; sign <= 1; sign += 2) {
      MirrorAxis next = best.moved(sign * shift, sign * turn, coverage, side);
      while (next.overlap > best.overlap && Math.abs(next.slant) <= MOST) {
        best = next;
        next = best.moved(sign * shift, sign * turn, coverage, side);
      }
    }
    return best;
  }

  private MirrorAxis moved(double shift, double turn, float[] coverage, int side) {
    double newSlant = slant + turn;
    MirrorAxis moved =
        new MirrorAxis(x + shift * Math.cos(newSlant), y + shift * Math.sin(newSlant), newSlant, 0);
    return new MirrorAxis(moved.x, moved.y, newSlant, moved.measure(coverage, side));
  }

  private double measure(float[] coverage, int side) {
    double cos = Math.cos(slant);
    double sin = Math.sin(slant);
    double both = 0;
    double either = 0;
    for (int py = 0; py < side; py++) {
      for (int px = 0; px < side; px++) {
        double twice = 2 * ((px + .5 - x * side) * cos + (py + .5 - y * side) * sin);
        float here = coverage[py * side + px];
        float there = Bilinear.sample(coverage, side, px - twice * cos, py - twice * sin, 0);
        both += Math.min(here, there);
        either += Math.max(here, there);
      }
    }
    return either == 0 ? 0 : both / either;
  }

  /** Share of each pixel that is inside, guessed from its signed distance. */
  private static float[] coverage(float[] outline, int side) {
    float[] coverage = new float[outline.length];
    for (int i = 0; i < coverage.length; i++) {
      float pixels = (float) (outline[i] * side * Cutout.FILL);
      coverage[i] = Math.max(0, Math.min(1, pixels + .5f));
    }
    return coverage;
  }
}
