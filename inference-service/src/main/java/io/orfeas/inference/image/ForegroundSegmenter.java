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

  /** Pictures smaller than this are not halved to find the object. */
  private static final int FINE = 64;

  /** Below this confidence a mask comes with a warning. */
  private static final float DOUBTFUL = 0.8f;

  /** What all starts take for background alike can still be object; certainty is for alpha. */
  private static final float MOST = 0.95f;

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
    return find(image).mask();
  }

  /**
   * Finds the object at preview size; the full mask is worked out when it is asked for.
   *
   * @throws ImageRejectedException NO_FOREGROUND when there is nothing to find
   */
  public static Foreground find(RgbaImage image) {
    return AlphaMask.isMeaningful(image) ? supplied(image) : found(image);
  }

  private static Foreground supplied(RgbaImage image) {
    RgbaImage small = BoxReducer.reduceWithAlpha(image, WORKING_SIDE);
    ForegroundMask preview = AlphaMask.of(small);
    if (hasObject(preview)) {
      return new Foreground(image, small, preview, () -> AlphaMask.of(image));
    }
    // So thin that it fades away when reduced.
    ForegroundMask mask = AlphaMask.of(image);
    if (!hasObject(mask)) {
      throw nothing("no pixel is covered by half");
    }
    return new Foreground(image, image, mask, () -> mask);
  }

  private static Foreground found(RgbaImage image) {
    RgbaImage small = BoxReducer.reduce(image, WORKING_SIDE);
    int coarseSide = Math.max(small.width(), small.height()) / 2;
    boolean isSmall = Math.min(small.width(), small.height()) < FINE;
    RgbaImage tiny = isSmall ? small : BoxReducer.reduce(small, coarseSide);
    LabImage coarse = LabImage.of(tiny);
    ObjectFinder found = ObjectFinder.find(coarse);
    requireArea(found.mask());
    Set<Warning> warnings = warnings(found, coarse.width());
    float confidence = Math.min(MOST, found.confidence());
    ForegroundMask preview =
        new ForegroundMask(
            small.width(),
            small.height(),
            EdgeRefiner.refine(small, tiny, found.mask()),
            confidence,
            warnings);
    if (!hasObject(preview)) {
      throw nothing("no pixel is covered by half");
    }
    return new Foreground(
        image,
        small,
        preview,
        () -> {
          boolean[] sharp = isSmall ? found.mask() : found.sharpen(LabImage.of(small), coarse);
          float[] coverage = EdgeRefiner.refine(image, small, sharp);
          return new ForegroundMask(image.width(), image.height(), coverage, confidence, warnings);
        });
  }

  private static Set<Warning> warnings(ObjectFinder found, int width) {
    Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    Components regions = Components.of(found.mask(), width, true, true);
    MaskWarnings.addShape(warnings, found.mask(), width, regions);
    if (found.confidence() < DOUBTFUL) {
      warnings.add(Warning.LOW_MASK_CONFIDENCE);
    }
    return warnings;
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

  private static boolean hasObject(ForegroundMask mask) {
    for (float coverage : mask.coverage()) {
      if (coverage >= PixelBox.COVERED) {
        return true;
      }
    }
    return false;
  }

  private static ImageRejectedException nothing(String found) {
    return new ImageRejectedException(
        Reason.NO_FOREGROUND, "image: " + found + " (expected: an object before a background)");
  }
}
