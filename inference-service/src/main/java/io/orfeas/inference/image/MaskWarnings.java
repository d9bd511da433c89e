package io.orfeas.inference.image;

import io.orfeas.inference.image.ForegroundMask.Warning;
import java.util.Set;

/** What the shape of a mask alone gives reason to warn of. */
final class MaskWarnings {
  /** Share of the picture's edge that an object may cover by chance. */
  private static final double TOUCH = 0.005;

  /** From this share of the largest region on, another one is an object of its own. */
  private static final double SIMILAR = 0.25;

  private MaskWarnings() {}

  /**
   * Adds warnings.
   *
   * @param mask object pixels
   * @param regions the regions of {@code mask}
   */
  static void addShape(Set<Warning> warnings, boolean[] mask, int width, Components regions) {
    if (Contour.contact(mask, width) > TOUCH) {
      warnings.add(Warning.TOUCHES_BORDER);
    }
    double least = SIMILAR * regions.largest();
    int similar = 0;
    for (int area : regions.area()) {
      similar += area > 0 && area >= least ? 1 : 0;
    }
    if (similar > 1) {
      warnings.add(Warning.MULTIPLE_OBJECTS);
    }
  }
}
