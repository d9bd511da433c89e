package io.orfeas.inference;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.run.Failures;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what stops a call into its answer. */
final class Refusals {
  private static final Logger logger = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /**
   * Does a call's work; an exception, or memory that ran out, ends the call with its status, and is
   * noted.
   */
  static void answering(StreamObserver<?> call, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | OutOfMemoryError refusal) {
      call.onError(noted(refusal));
    }
  }

  /**
   * Reads a request for a generation; one that is refused counts among those that ended.
   *
   * @param outcomes told of a refusal
   */
  static <T> T reading(Consumer<RequestOutcome> outcomes, Supplier<T> read) {
    long start = System.nanoTime();
    try {
      return read.get();
    } catch (RuntimeException refusal) {
      outcomes.accept(
          RequestOutcome.refused(
              StatusMapper.toException(refusal).getStatus().getCode(),
              Duration.ofNanos(System.nanoTime() - start)));
      throw refusal;
    }
  }

  /** What the caller is told. */
  static StatusRuntimeException noted(Throwable refusal) {
    boolean full = isMemory(refusal);
    if (full) {
      logger.error("request failed: out of memory: {}", refusal.getMessage());
    } else if (StatusMapper.isUnforeseen(refusal)) {
      logger.error("request failed unexpectedly", refusal);
    }
    StatusRuntimeException answer =
        StatusMapper.toException(full ? Failures.outOfMemory() : refusal);
    OutcomeLog.refused(answer.getStatus().getCode(), answer.getStatus().getDescription());
    return answer;
  }

  /** Here, or on the thread that did the work for this one too. */
  private static boolean isMemory(Throwable refusal) {
    return refusal instanceof OutOfMemoryError
        || (refusal instanceof CompletionException
            && refusal.getCause() instanceof OutOfMemoryError);
  }
}
