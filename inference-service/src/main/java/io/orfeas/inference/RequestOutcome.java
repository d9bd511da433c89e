package io.orfeas.inference;

import io.grpc.Status.Code;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request ended: what metrics, the telemetry-service and the log are told.
 *
 * @param request what was asked for
 * @param source how the cache answered
 * @param status {@code OK}, or what the caller was told
 * @param stage name of the last event that the caller was sent; empty when there was none
 * @param duration from arrival to the end
 * @param firstStage from arrival to the first stage; null when there was none
 * @param queueWait time in the queue; null when it did not queue here
 */
record RequestOutcome(
    RunRequest request,
    Source source,
    Code status,
    String stage,
    Duration duration,
    @Nullable Duration firstStage,
    @Nullable Duration queueWait) {

  /** {@code ok}, {@code error}, {@code cancelled}, or {@code rejected}. */
  String outcome() {
    return switch (status) {
      case OK -> "ok";
      case CANCELLED -> "cancelled";
      // The caller's doing, which says nothing about the service's health.
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, NOT_FOUND -> "rejected";
      default -> "error";
    };
  }
}
