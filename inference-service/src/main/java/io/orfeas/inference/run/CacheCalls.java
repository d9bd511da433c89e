package io.orfeas.inference.run;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the cache-service is called: with a deadline, through a guard, and with failures counted, so
 * that a slow or absent cache costs little. That there is no such thing is an answer, no failure.
 */
final class CacheCalls {
  private static final Logger logger = LoggerFactory.getLogger(CacheCalls.class);

  private final CacheServiceBlockingStub blocking;
  private final CacheServiceStub async;
  private final Guard guard;
  private final Duration deadline;
  private final Counter failures;

  /**
   * Calls through stubs.
   *
   * @param deadline of every call that moves no blob
   * @param failures counts calls that failed, by {@code operation}
   */
  CacheCalls(
      CacheServiceBlockingStub blocking,
      CacheServiceStub async,
      Guard guard,
      Duration deadline,
      Counter failures) {
    this.blocking = blocking;
    this.async = async;
    this.guard = guard;
    this.deadline = deadline;
    this.failures = failures;
  }

  /** For calls that move no blob. */
  CacheServiceBlockingStub blocking() {
    return blocking(deadline);
  }

  CacheServiceBlockingStub blocking(Duration longest) {
    return blocking.withDeadlineAfter(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** For calls that last as long as somebody listens. */
  CacheServiceStub endless() {
    return async;
  }

  CacheServiceStub async(Duration longest) {
    return async.withDeadlineAfter(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Empty when the call fails, for whatever reason. */
  <T> Optional<T> attempt(String operation, Supplier<T> call) {
    try {
      return Optional.of(guard.call(call));
    } catch (RuntimeException refused) {
      return failed(operation, refused);
    }
  }

  /** As {@link #attempt}, without waiting. The stage never fails. */
  <T> CompletionStage<Optional<T>> attemptLater(
      String operation, BiConsumer<CacheServiceStub, StreamObserver<T>> call) {
    return guard
        .callAsync(() -> ask(call))
        .handle(
            (value, failure) -> failure == null ? Optional.of(value) : failed(operation, failure));
  }

  /** Asks without waiting, past the guard, and counts nothing; the stage fails as the call does. */
  <T> CompletionStage<T> ask(BiConsumer<CacheServiceStub, StreamObserver<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.accept(async(deadline), new FutureObserver<>(answer));
    return answer;
  }

  /**
   * Empty when there is no such thing.
   *
   * @param unreachable what is thrown when that cannot be found out
   */
  <T> Optional<T> find(
      String operation, Supplier<T> call, Function<Throwable, Failure> unreachable) {
    try {
      return Optional.of(guard.call(call));
    } catch (RuntimeException refused) {
      if (isAbsence(refused)) {
        return Optional.empty();
      }
      failed(operation, refused);
      throw unreachable.apply(refused);
    }
  }

  /** Counts a call that failed. */
  void countFailure(String operation, Throwable failure) {
    failures.labels(operation).inc();
    logger.debug("cache-service: {} failed", operation, failure);
  }

  private <T> Optional<T> failed(String operation, Throwable failure) {
    if (!isAbsence(failure)) {
      countFailure(operation, failure);
    }
    return Optional.empty();
  }

  private static boolean isAbsence(Throwable failure) {
    return Status.fromThrowable(failure).getCode() == Code.NOT_FOUND;
  }

  /** Completes a future with the one answer of a call. */
  private record FutureObserver<T>(CompletableFuture<T> future) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable thrown) {
      future.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IllegalStateException("call: no answer (expected: one)"));
    }
  }
}
