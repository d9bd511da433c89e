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
}
