package io.orfeas.inference;

import io.grpc.Status.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one request ended: what metrics, the telemetry-service and the log are told.
 *
 * @param request what was asked for
 * @param cache how the cache answered, {@link #RESUMED}, or {@link #NOT_ASKED}
 * @param status {@code OK}, or what the caller was told
 * @param stage name of the last event that the caller was sent; empty when there was none
 * @param duration from arrival to the end
 * @param firstStage from arrival to the first stage; null when there was none
 * @param queueWait time in the queue; null when it did not queue here
 */
record RequestOutcome(
    RequestFacts request,
    String cache,
    Code status,
    String stage,
    Duration duration,
    @Nullable Duration firstStage,
    @Nullable Duration queueWait) {

  /**
   * In place of the cache's answer: the stream went on with a run that another request had begun,
   * and that has an outcome of its own.
   */
  static final String RESUMED = "resumed";

  /** In place of the cache's answer: the request was refused before the cache was asked. */
  static final String NOT_ASKED = "none";

  /** A request that could not be read. */
  static RequestOutcome refused(Code status, Duration duration) {
    return new RequestOutcome(RequestFacts.UNKNOWN, NOT_ASKED, status, "", duration, null, null);
  }

  /** {@code ok}, {@code error}, {@code cancelled}, or {@code rejected}. */
  String outcome() {
    return outcome(status);
  }

  /** What a status says of how a request went. */
  static String outcome(Code status) {
    return switch (status) {
      case OK -> "ok";
      case CANCELLED -> "cancelled";
      // The caller's doing, which says nothing about the service's health.
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, NOT_FOUND, UNIMPLEMENTED ->
          "rejected";
      default -> "error";
    };
  }
}
