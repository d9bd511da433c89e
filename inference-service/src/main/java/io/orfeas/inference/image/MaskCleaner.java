package io.orfeas.inference.image;

/** Removes what a cut leaves behind: specks beside the object and pinholes in it. */
final class MaskCleaner {
  private MaskCleaner() {}

  /** Clears regions smaller than {@code share} of the largest one. */
  static void removeSpecks(boolean[] mask, int width, double share) {
    Components regions = Components.of(mask, width, true, true);
    double least = share * regions.largest();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = mask[i] && regions.area()[regions.label()[i]] >= least;
    }
  }

  /** Fills enclosed gaps of fewer than {@code area} pixels; larger ones are holes of the object. */
  static void closePinholes(boolean[] mask, int width, int area) {
    Components gaps = Components.of(mask, width, false, false);
    boolean[] open = new boolean[gaps.count() + 1];
    int height = mask.length / width;
    for (int x = 0; x < width; x++) {
      open[gaps.label()[x]] = true;
      open[gaps.label()[(height - 1) * width + x]] = true;
    }
    for (int y = 0; y < height; y++) {
      open[gaps.label()[y * width]] = true;
      open[gaps.label()[y * width + width - 1]] = true;
    }
    for (int i = 0; i < mask.length; i++) {
      int gap = gaps.label()[i];
      mask[i] = mask[i] || (!open[gap] && gaps.area()[gap] < area);
    }
  }
}
