package io.orfeas.inference.mesh;

import java.util.Objects;

/**
 * How a mesh is looked at.
 *
 * @param width pixels per row, 16..4096
 * @param height rows, 16..4096
 * @param yawDegrees where the camera stands around the object: 0 in front, 90 at its left hand
 *     (+X), any finite value
 * @param pitchDegrees how far above level it stands, -89..89
 * @param mode what is shown
 * @param backgroundTop colour behind the object at the top, {@code 0xAARRGGBB}
 * @param backgroundBottom colour behind the object at the bottom; between them it runs evenly
 * @param samples samples per pixel along each axis, 1..4
 */
public record RenderOptions(
    int width,
    int height,
    double yawDegrees,
    double pitchDegrees,
    Mode mode,
    int backgroundTop,
    int backgroundBottom,
    int samples) {

  /** 768 x 768, seen from the front and slightly above, before light grey. */
  public static final RenderOptions DEFAULT =
      new RenderOptions(768, 768, 0, 10, Mode.TEXTURED, 0xFFF4F5F7, 0xFFD5D9E0, 3);

  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 4096;
  private static final double MAX_PITCH = 89.0;
  private static final int MAX_SAMPLES = 4;

  /** What is shown. */
  public enum Mode {
    /** The surface with its pictures. */
    TEXTURED,
    /** The shape alone, in one matt colour. */
    CLAY,
    /** The shape with the edges of its triangles. */
    WIREFRAME
  }

  public RenderOptions {
    Objects.requireNonNull(mode, "mode");
    requireRange("width", width, MIN_SIDE, MAX_SIDE);
    requireRange("height", height, MIN_SIDE, MAX_SIDE);
    requireRange("yawDegrees", yawDegrees, -Double.MAX_VALUE, Double.MAX_VALUE);
    requireRange("pitchDegrees", pitchDegrees, -MAX_PITCH, MAX_PITCH);
    requireRange("samples", samples, 1, MAX_SAMPLES);
  }

  /** These options in another size. */
  public RenderOptions withSize(int newWidth, int newHeight) {
    return new RenderOptions(
        newWidth,
        newHeight,
        yawDegrees,
        pitchDegrees,
        mode,
        backgroundTop,
        backgroundBottom,
        samples);
  }

  /** These options from another side. */
  public RenderOptions withView(double newYawDegrees, double newPitchDegrees) {
    return new RenderOptions(
        width,
        height,
        newYawDegrees,
        newPitchDegrees,
        mode,
        backgroundTop,
        backgroundBottom,
        samples);
  }

  /** These options in another mode. */
  public RenderOptions withMode(Mode newMode) {
    return new RenderOptions(
        width, height, yawDegrees, pitchDegrees, newMode, backgroundTop, backgroundBottom, samples);
  }

  /** These options before another background, {@code 0xAARRGGBB}; 0 leaves it transparent. */
  public RenderOptions withBackground(int top, int bottom) {
    return new RenderOptions(width, height, yawDegrees, pitchDegrees, mode, top, bottom, samples);
  }

  private static void requireRange(String name, Number value, Number min, Number max) {
    if (!(value.doubleValue() >= min.doubleValue() && value.doubleValue() <= max.doubleValue())) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s..%s)".formatted(name, value, min, max));
    }
  }
}
