package io.orfeas.cache.store;

/** The store refuses, or cannot; {@link #reason()} says why. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a store refuses. */
  public enum Reason {
    /** The lease expired, was handed on, or never was. */
    LEASE_LOST,
    /** An entry names a blob that is not there. */
    BLOB_MISSING,
    /** An entry that was published is no longer there. */
    ENTRY_MISSING,
    /** The sequence of an entry does not follow. */
    OUT_OF_SEQUENCE,
    /** An entry, or the result it makes, is over the limit. */
    ENTRY_TOO_LARGE,
    /** A blob is over the limit. */
    BLOB_TOO_LARGE,
    /** The bytes are not those that were announced. */
    DIGEST_MISMATCH,
    /** The hard limit is reached and nothing can be evicted. */
    STORE_FULL,
    /** No more leases fit. */
    TOO_MANY_LEASES,
    /** No more followers fit. */
    TOO_MANY_WATCHERS,
    /** No such result, or no such blob. */
    NOT_FOUND,
    /** What the data lies on failed. */
    UNAVAILABLE
  }

  /** With a message that carries value and expectation. */
  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Caused by another failure. */
  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The message and what caused it, in one line for the log. */
  public String told() {
    String message = String.valueOf(getMessage());
    Throwable cause = getCause();
    return cause == null || message.contains(String.valueOf(cause.getMessage()))
        ? message
        : message + ": " + cause;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
