package io.orfeas.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What one operation still may try, and the waiting in between. Not for use by several threads. */
final class Retries {
  private final Backoff backoff;
  private final RetryListener listener;
  private int attempts;

  Retries(ClientOptions options) {
    backoff = options.backoff();
    listener = options.listener();
  }

  /** Something came: the next failure is the first one again. */
  void progressed() {
    attempts = 0;
  }

  /**
   * Waits until it is time to try again.
   *
   * @throws StatusRuntimeException the failure, when trying again is of no use or was tried enough
   */
  void await(StatusRuntimeException failure) {
    Optional<Duration> asked = retryDelay(failure);
    boolean lost = isLoss(failure.getStatus().getCode()) || asked.isPresent();
    if (!lost || attempts >= backoff.attempts()) {
      throw failure;
    }
    attempts++;
    Duration delay = asked.orElseGet(() -> backoff.delay(attempts));
    if (delay.compareTo(backoff.longest()) > 0) {
      throw failure;
    }
    listener.retrying(attempts, delay, failure.getStatus());
    sleep(delay);
  }

  /** Whether a failure carries a reason, as in {@code ErrorInfo.reason}. */
  static boolean hasReason(StatusRuntimeException failure, String reason) {
    return detail(failure, ErrorInfo.class)
        .map(info -> info.getReason().equals(reason))
        .orElse(false);
  }

  /**
   * What a connection or a process that went away looks like. {@code CANCELLED} is a stream that
   * was reset, or a run that was given up between this client's streams; this client's own end is
   * not brought here.
   */
  private static boolean isLoss(Code code) {
    return switch (code) {
      case UNAVAILABLE, CANCELLED, ABORTED, UNKNOWN -> true;
      default -> false;
    };
  }

  private static Optional<Duration> retryDelay(StatusRuntimeException failure) {
    return detail(failure, RetryInfo.class)
        .map(RetryInfo::getRetryDelay)
        .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      StatusRuntimeException failure, Class<T> type) {
    for (Any detail : StatusProto.fromThrowable(failure).getDetailsList()) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException damaged) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static void sleep(Duration delay) {
    try {
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(stopped).asRuntimeException();
    }
  }
}
