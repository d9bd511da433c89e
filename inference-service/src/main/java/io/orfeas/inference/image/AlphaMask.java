package io.orfeas.inference.image;

import java.util.EnumSet;
import java.util.Set;

/** The mask that a picture brings along as its alpha channel. */
final class AlphaMask {
  /** Less transparency than this share of the pixels is chance. */
  private static final double CHANCE = 0.0005;

  /** Less than this share, and all of it in the corners, is a picture with rounded corners. */
  private static final double ROUNDED_CORNERS = 0.01;

  /** Side of a corner, as a share of the side of a square as large as the picture. */
  private static final double CORNER = 0.125;

  /** Regions below this share of the largest one are stray pixels. */
  private static final double SPECK = 0.0005;

  private AlphaMask() {}

  /** Whether enough of the picture is transparent for alpha to mean the object. */
  static boolean isMeaningful(RgbaImage image) {
    int[] argb = image.argb();
    int corner = (int) Math.ceil(CORNER * Math.sqrt(argb.length));
    int transparent = 0;
    int inCorners = 0;
    for (int y = 0; y < image.height(); y++) {
      boolean atAnEnd = Math.min(y, image.height() - 1 - y) < corner;
      for (int x = 0; x < image.width(); x++) {
        if (argb[y * image.width() + x] >= 0) {
          transparent++;
          inCorners += atAnEnd && Math.min(x, image.width() - 1 - x) < corner ? 1 : 0;
        }
      }
    }
    return transparent >= Math.max(1, ROUNDED_CORNERS * argb.length)
        || transparent - inCorners >= Math.max(1, CHANCE * argb.length);
  }

  static ForegroundMask of(RgbaImage image) {
    int[] argb = image.argb();
    boolean[] solid = new boolean[argb.length];
    for (int i = 0; i < argb.length; i++) {
      solid[i] = argb[i] < 0;
    }
    Components regions = Components.of(solid, image.width(), true, true);
    double least = SPECK * regions.largest();
    float[] coverage = new float[argb.length];
    for (int i = 0; i < argb.length; i++) {
      boolean speck = solid[i] && regions.area()[regions.label()[i]] < least;
      coverage[i] = speck ? 0 : (argb[i] >>> 24) / 255f;
    }
    Set<ForegroundMask.Warning> warnings = EnumSet.noneOf(ForegroundMask.Warning.class);
    MaskWarnings.addShape(warnings, solid, image.width(), regions);
    return new ForegroundMask(image.width(), image.height(), coverage, 1, warnings);
  }
}
