package io.orfeas.access;

import io.grpc.Status;
import io.orfeas.runtime.Failure;

/** Why a caller is not believed; the names are {@code ErrorInfo.reason}. */
enum Denial {
  UNSIGNED,
  MALFORMED_SIGNATURE,
  UNKNOWN_KEY,
  BAD_SIGNATURE,
  CLOCK_SKEW,
  BEFORE_START,
  KEY_EXPIRED,
  KEY_REVOKED,
  REPLAYED,
  BODY_MISMATCH;

  /** {@code UNAUTHENTICATED}. */
  Failure because(String message) {
    return Failure.of(Status.Code.UNAUTHENTICATED, name(), message);
  }

  /**
   * Whether a refusal counts as a failed authentication of its address. What was signed before this
   * server's start does not: it guesses nothing, and an agent whose clock is a little slow would
   * shut out all who share its address each time the server starts.
   */
  static boolean isFailedAttempt(Failure refusal) {
    return refusal.code() == Status.Code.UNAUTHENTICATED
        && !refusal.reason().equals(BEFORE_START.name());
  }
}
