package io.orfeas.client;

import io.grpc.Status;
import java.time.Duration;

/** Hears when a client tries again; for logs and metrics. Must not block. */
@FunctionalInterface
public interface RetryListener {
  /** Hears nothing. */
  RetryListener NONE = (attempt, delay, cause) -> {};

  /**
   * A call was lost or refused and is made again.
   *
   * @param attempt from 1; begins anew after every event or byte that came
   * @param delay before the call
   * @param cause what the lost call ended with
   */
  void retrying(int attempt, Duration delay, Status cause);
}
