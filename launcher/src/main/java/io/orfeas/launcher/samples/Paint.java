package io.orfeas.launcher.samples;

/**
 * What a surface is made of at a point.
 *
 * @param color share of light sent back evenly, linear
 * @param gloss strength of the mirror image of the studio, 0 (matt) to 1 (glazed)
 * @param glow light of its own, in shares of {@code color}
 */
record Paint(Vec color, double gloss, double glow) {
  /** A dull surface of an sRGB colour. */
  static Paint matt(int srgb) {
    return new Paint(Vec.rgb(srgb), .15, 0);
  }

  /** A smooth surface of an sRGB colour. */
  static Paint glossy(int srgb) {
    return new Paint(Vec.rgb(srgb), .75, 0);
  }

  /** A lit surface of an sRGB colour. */
  static Paint glowing(int srgb) {
    return new Paint(Vec.rgb(srgb), .3, .9);
  }

  /** This paint all over. */
  Pattern everywhere() {
    return (x, y, z) -> this;
  }

  /** Paint that depends on the place. */
  @FunctionalInterface
  interface Pattern {
    /** The paint at a point of the surface. */
    Paint at(double x, double y, double z);
  }
}
