package io.orfeas.inference.image;

/** A picture that cannot be worked on, with the reason as clients see it. */
public final class ImageRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. The names are part of the public contract ({@code ErrorInfo.reason}). */
  public enum Reason {
    /** No bytes at all. */
    EMPTY_IMAGE,
    /** The bytes are of no supported type (PNG, JPEG, WebP). */
    UNSUPPORTED_IMAGE_TYPE,
    /** The type is known but the content is damaged or incomplete. */
    UNREADABLE_IMAGE,
    /** More pixels or bytes than the limits allow; detected before memory is taken. */
    IMAGE_TOO_LARGE,
    /** Nothing in the picture can be told from the background. */
    NO_FOREGROUND
  }

  private final Reason reason;

  /** Rejects a picture; the message carries the offending value and what was expected. */
  public ImageRejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Rejects a picture because a decoder failed. */
  public ImageRejectedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The content is damaged or incomplete. */
  static ImageRejectedException unreadable(String message) {
    return new ImageRejectedException(Reason.UNREADABLE_IMAGE, message);
  }

  /** Why the picture was rejected. */
  public Reason reason() {
    return reason;
  }
}
