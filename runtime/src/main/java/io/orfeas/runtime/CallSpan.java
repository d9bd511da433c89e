package io.orfeas.runtime;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The span of one gRPC call, or its absence. Several may end it, the first one does. */
final class CallSpan {
  /** Of a call that is to have none. */
  static final CallSpan NONE = new CallSpan(Span.getInvalid(), Set.of());

  private static final AttributeKey<Long> STATUS = AttributeKey.longKey("rpc.grpc.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final Span span;
  private final Set<Status.Code> errors;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Of one call.
   *
   * @param span begun
   * @param errors what counts as an error on its side
   */
  CallSpan(Span span, Set<Status.Code> errors) {
    this.span = span;
    this.errors = errors;
  }

  /** A context with this span in it; the same one if there is none. */
  Context within(Context caller) {
    return span.getSpanContext().isValid() ? caller.with(span) : caller;
  }

  /** Ends the span, unless it has ended. */
  void end(Status status) {
    // All calls without a span share one: it is read, so that no core waits for another.
    if (ended.get() || !ended.compareAndSet(false, true)) {
      return;
    }
    span.setAttribute(STATUS, (long) status.getCode().value());
    if (errors.contains(status.getCode())) {
      span.setAttribute(ERROR, status.getCode().name());
      String description = status.getDescription();
      span.setStatus(StatusCode.ERROR, description == null ? "" : description);
      if (status.getCause() != null) {
        span.recordException(status.getCause());
      }
    }
    span.end();
  }

  /**
   * Ends the span of a call whose handler or transport failed, with what the other side is told.
   */
  void end(Throwable failed) {
    end(StatusMapper.toException(failed).getStatus().withCause(failed));
  }
}
