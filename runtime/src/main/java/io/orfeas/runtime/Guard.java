package io.orfeas.runtime;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.Status;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Keeps calls to another service from taking this one down: a bulkhead bounds how many run at once,
 * a circuit breaker stops calling a service that keeps failing. Deadlines are the caller's to set
 * on the stub.
 *
 * <p>Answers such as {@code NOT_FOUND} are the other service's word, not its failure, and do not
 * open the breaker.
 */
public final class Guard {
  private static final Set<Status.Code> FAILURES =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.INTERNAL,
          Status.Code.UNKNOWN,
          Status.Code.DATA_LOSS);

  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;

  /**
   * A guard for one other service.
   *
   * @param name of the other service, for metrics
   * @param maxConcurrent calls at once; one more is refused at once
   * @param openFor how long the breaker stays open before it tries again
   */
  public Guard(String name, int maxConcurrent, Duration openFor, Metrics metrics) {
    breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .waitDurationInOpenState(openFor)
                .permittedNumberOfCallsInHalfOpenState(2)
                .recordException(Guard::isFailure)
                .build());
    bulkhead =
        Bulkhead.of(
            name,
            BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrent)
                .maxWaitDuration(Duration.ZERO)
                .build());
    metrics.gauge(
        "orfeas_" + name + "_circuit_open",
        "1 from when " + name + " kept failing until calls to it succeed again.",
        // Also while a few calls try it: else one that hangs would look well most of the time.
        () -> isClosed() ? 0 : 1);
  }

  /**
   * Makes a call.
   *
   * @throws RuntimeException what the call throws, or a Resilience4j refusal when the breaker is
   *     open or the bulkhead full
   */
  public <T> T call(Supplier<T> call) {
    return Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, call))
        .get();
  }

  /** Makes a call that does not wait; a refusal comes through the stage as well. */
  public <T> CompletionStage<T> callAsync(Supplier<CompletionStage<T>> call) {
    return Bulkhead.decorateCompletionStage(
            bulkhead, CircuitBreaker.decorateCompletionStage(breaker, call))
        .get();
  }

  /** Whether calls are made as they come: the breaker neither refuses them nor tries a few. */
  public boolean isClosed() {
    return breaker.getState() == State.CLOSED;
  }

  /** Whether an exception says that the other service is in trouble. */
  private static boolean isFailure(Throwable thrown) {
    return FAILURES.contains(Status.fromThrowable(thrown).getCode());
  }
}
