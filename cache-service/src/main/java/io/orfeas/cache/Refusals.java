package io.orfeas.cache;

import io.grpc.Status;
import io.orfeas.cache.store.StoreException;
import io.orfeas.runtime.Failure;
import java.time.Duration;

/** What the store refuses, as callers see it. */
final class Refusals {
  private static final Duration SOON = Duration.ofSeconds(1);

  private Refusals() {}

  static Failure toFailure(StoreException refusal) {
    String reason = refusal.reason().name();
    String message = String.valueOf(refusal.getMessage());
    return switch (refusal.reason()) {
      case LEASE_LOST, BLOB_MISSING, ENTRY_MISSING ->
          Failure.of(Status.Code.FAILED_PRECONDITION, reason, message, refusal);
      case OUT_OF_SEQUENCE -> Failure.invalid(reason, "entry.sequence", message);
      case DIGEST_MISMATCH -> Failure.invalid(reason, "data", message);
      case ENTRY_TOO_LARGE, BLOB_TOO_LARGE ->
          Failure.of(Status.Code.RESOURCE_EXHAUSTED, reason, message, refusal);
      case STORE_FULL, TOO_MANY_LEASES, TOO_MANY_WATCHERS ->
          Failure.exhausted(reason, message, SOON);
      case NOT_FOUND -> Failure.of(Status.Code.NOT_FOUND, reason, message, refusal);
      case UNAVAILABLE -> Failure.of(Status.Code.UNAVAILABLE, reason, message, refusal);
    };
  }
}
