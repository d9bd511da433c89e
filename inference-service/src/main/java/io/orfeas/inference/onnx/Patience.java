package io.orfeas.inference.onnx;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a batch may wait for device memory in all: what it waited on one rung it cannot wait on
 * the next, so that the way down to the processor takes no longer than one wait. For one thread.
 */
final class Patience {
  private final LongSupplier clock;
  private long left;
  private long since;

  /**
   * All of it.
   *
   * @param clock nanoseconds, monotonic
   */
  Patience(Duration all, LongSupplier clock) {
    this.clock = clock;
    left = all.toNanos();
  }

  /** A wait begins; how long it may be. */
  Duration begin() {
    since = clock.getAsLong();
    return Duration.ofNanos(left);
  }

  /** The wait is over. */
  void end() {
    left = Math.max(0, left - (clock.getAsLong() - since));
  }
}
