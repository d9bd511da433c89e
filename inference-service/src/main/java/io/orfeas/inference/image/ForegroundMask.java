package io.orfeas.inference.image;

import java.util.Objects;
import java.util.Set;

/**
 * Which part of a picture is the object.
 *
 * <p>Layout: row-major from the top left, one coverage value per pixel in 0..1 (0 background, 1
 * object, between on antialiased edges). Same size as the picture it belongs to.
 *
 * @param width pixels per row, at least 1
 * @param height rows, at least 1
 * @param coverage {@code width * height} values in 0..1; read only by contract
 * @param confidence 0 (a guess) to 1 (supplied by the caller as alpha)
 * @param warnings what the caller should know about this mask; never null, often empty
 */
public record ForegroundMask(
    int width, int height, float[] coverage, float confidence, Set<Warning> warnings) {

  /** What can be doubtful about a mask. The names are part of the public contract. */
  public enum Warning {
    /** The object reaches the edge of the picture, so part of it may be missing. */
    TOUCHES_BORDER,
    /** The methods disagree about what the object is. */
    LOW_MASK_CONFIDENCE,
    /** More than one object of similar size was found; all are kept. */
    MULTIPLE_OBJECTS
  }

  public ForegroundMask {
    Objects.requireNonNull(coverage, "coverage");
    warnings = Set.copyOf(warnings);
    if (width < 1 || height < 1 || coverage.length != (long) width * height) {
      throw new IllegalArgumentException(
          "coverage: " + coverage.length + " (expected: " + width + " x " + height + ")");
    }
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence: " + confidence + " (expected: 0..1)");
    }
  }
}
