package io.orfeas.inference.image;

import io.orfeas.inference.image.ForegroundMask.Warning;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells the object of a picture from what is behind it, without learned weights.
 *
 * <p>A meaningful alpha channel always wins. Otherwise the object is found at working size ({@link
 * ObjectFinder}) and its outline refined at full size ({@link EdgeRefiner}).
 */
public final class ForegroundSegmenter {
  private static final int WORKING_SIDE = 256;

  /** Below this confidence a mask comes with a warning. */
  private static final float DOUBTFUL = 0.6f;

  /** Confidence is kept for supplied masks. */
  private static final float MOST = 0.99f;

  /** Smaller objects, as a share of the picture, are noise. */
  private static final double LEAST_OBJECT = 0.0005;

  private ForegroundSegmenter() {}

  /**
   * Finds the object.
   *
   * @param image the picture
   * @return its mask, of the same size; confidence is 1 for supplied alpha, lower for a found mask
   * @throws ImageRejectedException NO_FOREGROUND when there is nothing to find
   */
  public static ForegroundMask segment(RgbaImage image) {
    return requireObject(AlphaMask.isMeaningful(image) ? AlphaMask.of(image) : find(image));
  }

  private static ForegroundMask find(RgbaImage image) {
    RgbaImage small = BoxReducer.reduce(image, WORKING_SIDE);
    ObjectFinder found = ObjectFinder.find(LabImage.of(small));
    requireArea(found.mask());
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    Components regions = Components.of(found.mask(), small.width(), true, true);
    MaskWarnings.addShape(warnings, found.mask(), small.width(), regions);
    if (found.confidence() < DOUBTFUL) {
      warnings.add(Warning.LOW_MASK_CONFIDENCE);
    }
    float[] coverage = EdgeRefiner.refine(image, small, found.mask());
    float confidence = Math.min(MOST, found.confidence());
    return new ForegroundMask(image.width(), image.height(), coverage, confidence, warnings);
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
      if (coverage >= PixelBox.COVERED) {
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
