package io.orfeas.runtime;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Lets the first of many through, and then one a period: a log in which one fault says the same
 * with every call hides all others. Safe for concurrent use.
 */
public final class Seldom {
  private final long period;
  private final LongSupplier clock;
  private boolean begun;
  private long last;
  private long heldBack;

  /** Lets one through a period. */
  public Seldom(Duration period) {
    this(period, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param clock nanoseconds, monotonic
   */
  Seldom(Duration period, LongSupplier clock) {
    this.period = period.toNanos();
    this.clock = clock;
  }

  /** How many were held back since the last one, where this one is let through; else empty. */
  public synchronized OptionalLong next() {
    long now = clock.getAsLong();
    if (begun && now - last < period) {
      heldBack++;
      return OptionalLong.empty();
    }
    long before = heldBack;
    begun = true;
    last = now;
    heldBack = 0;
    return OptionalLong.of(before);
  }
}
