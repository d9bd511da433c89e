package io.orfeas.inference.image;

import io.orfeas.inference.image.ForegroundMask.Warning;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells the object of a picture from what is behind it, without learned weights.
 *
 * <p>A meaningful alpha channel always wins. Otherwise the colours along the picture's edge
 * describe the background, and a graph cut finds the object ({@link GrabCut}) at working size;
 * edges are then refined at full size ({@link EdgeRefiner}).
 */
public final class ForegroundSegmenter {
  private static final int WORKING_SIDE = 256;
  private static final int ROUNDS = 3;
  private static final double SPECK = 0.02;
  private static final double PINHOLE = 0.0002;
  private static final double LEAST_OBJECT = 0.0005;

  private ForegroundSegmenter() {}

  /**
   * Finds the object.
   *
   * @param image the picture
   * @return its mask, of the same size
   * @throws ImageRejectedException NO_FOREGROUND when there is nothing to find
   */
  public static ForegroundMask segment(RgbaImage image) {
    if (AlphaMask.isMeaningful(image)) {
      return requireObject(AlphaMask.of(image));
    }
    RgbaImage small = BoxReducer.reduce(image, WORKING_SIDE);
    LabImage lab = LabImage.of(small);
    boolean[] mask = GrabCut.cut(lab, BorderModel.of(lab).seeds(), ROUNDS);
    MaskCleaner.removeSpecks(mask, small.width(), SPECK);
    MaskCleaner.closePinholes(mask, small.width(), (int) (PINHOLE * mask.length) + 1);
    requireArea(mask);
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    MaskWarnings.addShape(warnings, mask, small.width());
    float[] coverage = EdgeRefiner.refine(image, small, mask);
    return requireObject(
        new ForegroundMask(image.width(), image.height(), coverage, 0.9f, warnings));
  }

  private static void requireArea(boolean[] mask) {
    int area = 0;
    for (boolean object : mask) {
      area += object ? 1 : 0;
    }
    if (area <= LEAST_OBJECT * mask.length) {
      throw nothing(area + " of " + mask.length + " pixels differ from the border");
    }
  }

  private static ForegroundMask requireObject(ForegroundMask mask) {
    for (float coverage : mask.coverage()) {
      if (coverage >= 0.5f) {
        return mask;
      }
    }
    throw nothing("no pixel is covered by half");
  }

  private static ImageRejectedException nothing(String found) {
    return new ImageRejectedException(
        Reason.NO_FOREGROUND, "image: " + found + " (expected: an object before a background)");
  }
}
