package io.orfeas.inference.image;

import java.util.EnumSet;
import java.util.Set;

/** The mask that a picture brings along as its alpha channel. */
final class AlphaMask {
  /** Less transparency than this share of the pixels is decoration, such as rounded corners. */
  private static final double MEANINGFUL = 0.01;

  /** Regions below this share of the largest one are stray pixels. */
  private static final double SPECK = 0.0005;

  private AlphaMask() {}

  /** Whether enough of the picture is transparent for alpha to mean the object. */
  static boolean isMeaningful(RgbaImage image) {
    int transparent = 0;
    for (int argb : image.argb()) {
      transparent += ~argb >>> 31;
    }
    return transparent >= Math.max(1, MEANINGFUL * image.argb().length);
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
