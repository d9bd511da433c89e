package io.orfeas.cache;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.StoreException;
import io.orfeas.runtime.Seldom;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends calls: with an answer, or with the status of a failure. */
final class Answers {
  private static final Logger logger = LoggerFactory.getLogger(Answers.class);

  private final CacheMetrics metrics;
  private final Seldom seldom = new Seldom(Duration.ofSeconds(10));

  Answers(CacheMetrics metrics) {
    this.metrics = metrics;
  }

  /** Answers a unary call. */
  <T> void unary(StreamObserver<T> observer, Supplier<T> answer) {
    T value;
    try {
      value = answer.get();
    } catch (RuntimeException failure) {
      observer.onError(failed(failure));
      return;
    }
    observer.onNext(value);
    observer.onCompleted();
  }

  /** What a call ends with after a failure. */
  StatusRuntimeException failed(RuntimeException failure) {
    if (failure instanceof StoreException refusal) {
      metrics.refused(refusal.reason());
      if (refusal.reason() == StoreException.Reason.UNAVAILABLE && seldom.next().isPresent()) {
        logger.error(
            "the store fails; further failures are only counted for a while: {}", refusal.told());
      }
      return StatusMapper.toException(Refusals.toFailure(refusal));
    }
    if (StatusMapper.isUnforeseen(failure)) {
      logger.error("call failed unexpectedly", failure);
    }
    return StatusMapper.toException(failure);
  }
}
