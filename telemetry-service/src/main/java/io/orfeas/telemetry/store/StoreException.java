package io.orfeas.telemetry.store;

/** A store could not be reached, or refused. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
