package io.orfeas.launcher.samples;

import org.jspecify.annotations.Nullable;

/**
 * A picture to take.
 *
 * @param fileName file name, ending in {@code .png} or {@code .jpg}
 * @param model the object
 * @param center middle of a ball around the object
 * @param radius radius of that ball; all of it is in the picture
 * @param yawDegrees where the camera stands around the object, 0 in front, 90 at +X
 * @param pitchDegrees how far above level it stands
 * @param backdrop what is behind, or null for the object alone on transparency
 */
record Scene(
    String fileName,
    Model model,
    Vec center,
    double radius,
    double yawDegrees,
    double pitchDegrees,
    @Nullable Backdrop backdrop) {

  /**
   * Seamless paper behind and below the object.
   *
   * @param top colour at the upper edge of the picture, linear
   * @param bottom colour at the lower edge, linear
   * @param shadow how dark the object's shadow gets on it, 0..1
   */
  record Backdrop(Vec top, Vec bottom, double shadow) {
    /** Paper of one sRGB colour. */
    static Backdrop plain(int srgb, double shadow) {
      return new Backdrop(Vec.rgb(srgb), Vec.rgb(srgb), shadow);
    }

    /** Paper that runs from one sRGB colour to another. */
    static Backdrop graded(int top, int bottom, double shadow) {
      return new Backdrop(Vec.rgb(top), Vec.rgb(bottom), shadow);
    }
  }
}
