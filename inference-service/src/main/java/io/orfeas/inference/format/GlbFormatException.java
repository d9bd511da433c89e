package io.orfeas.inference.format;

/** A GLB that is damaged, or none of ours; the message carries the value and what was expected. */
public final class GlbFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  GlbFormatException(String message) {
    super(message);
  }

  GlbFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
