package io.orfeas.runtime;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The one place where exceptions become statuses.
 *
 * <p>What is not foreseen becomes {@code INTERNAL} without its message: it may hold what a client
 * must not see, and it stands in the log.
 */
public final class StatusMapper {
  /** {@code ErrorInfo.domain} of everything that originates here. */
  public static final String DOMAIN = "orfeas.io";

  private StatusMapper() {}

  /** The status of a failure, with its details. */
  public static com.google.rpc.Status toStatus(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof Failure known) {
      return ofFailure(known);
    }
    if (cause instanceof StatusRuntimeException remote) {
      return StatusProto.fromStatusAndTrailers(remote.getStatus(), remote.getTrailers());
    }
    if (cause instanceof StatusException remote) {
      return StatusProto.fromStatusAndTrailers(remote.getStatus(), remote.getTrailers());
    }
    if (isDeparture(cause)) {
      return plain(Status.Code.CANCELLED, "cancelled");
    }
    return plain(Status.Code.INTERNAL, "internal error");
  }

  /** The exception to end a call with. */
  public static StatusRuntimeException toException(Throwable failure) {
    return StatusProto.toStatusRuntimeException(toStatus(failure));
  }

  /** Whether a failure is nobody's foreseen answer and belongs in the log with its stack. */
  public static boolean isUnforeseen(Throwable failure) {
    Throwable cause = unwrap(failure);
    return !(cause instanceof Failure
        || cause instanceof StatusRuntimeException
        || cause instanceof StatusException
        || isDeparture(cause));
  }

  /** What a caller that left, or an answer that was given early, looks like from inside a call. */
  private static boolean isDeparture(Throwable cause) {
    return cause instanceof CancellationException
        || cause instanceof ClosedStreamException
        || cause instanceof CancelledSubscriptionException
        || cause instanceof ResponseCompleteException;
  }

  private static com.google.rpc.Status ofFailure(Failure failure) {
    com.google.rpc.Status.Builder status =
        plain(failure.code(), failure.getMessage()).toBuilder()
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(failure.reason()).build()));
    if (!failure.violations().isEmpty()) {
      status.addDetails(
          Any.pack(BadRequest.newBuilder().addAllFieldViolations(failure.violations()).build()));
    }
    failure.retryAfter().ifPresent(delay -> status.addDetails(Any.pack(retryInfo(delay))));
    return status.build();
  }

  private static RetryInfo retryInfo(Duration delay) {
    return RetryInfo.newBuilder().setRetryDelay(ProtoTime.of(delay)).build();
  }

  private static com.google.rpc.Status plain(Status.Code code, String message) {
    return com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message).build();
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
