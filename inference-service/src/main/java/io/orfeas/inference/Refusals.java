package io.orfeas.inference;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.runtime.StatusMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what stops a call into its answer. */
final class Refusals {
  private static final Logger logger = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** Does a call's work; an exception ends the call with its status, and is noted. */
  static void answering(StreamObserver<?> call, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException refusal) {
      call.onError(noted(refusal));
    }
  }

  /** What the caller is told. */
  static StatusRuntimeException noted(RuntimeException refusal) {
    if (StatusMapper.isUnforeseen(refusal)) {
      logger.error("request failed unexpectedly", refusal);
    }
    StatusRuntimeException answer = StatusMapper.toException(refusal);
    OutcomeLog.refused(answer.getStatus().getCode(), answer.getStatus().getDescription());
    return answer;
  }
}
