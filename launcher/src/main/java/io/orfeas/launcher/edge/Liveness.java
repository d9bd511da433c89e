package io.orfeas.launcher.edge;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the other side of a connection still gives signs of life. Thread-safe. */
final class Liveness {
  /** How often a sign is given, and asked for. */
  static final Duration HEARTBEAT = Duration.ofSeconds(30);

  /** Silence after which the other side is taken for dead: two heartbeats unanswered. */
  static final Duration DEAD_AFTER = HEARTBEAT.multipliedBy(2);

  private final LongSupplier nanos;
  private volatile long lastHeard;

  /**
   * Begins now, with a sign of life.
   *
   * @param nanos the clock: {@code System::nanoTime} in production
   */
  Liveness(LongSupplier nanos) {
    this.nanos = nanos;
    lastHeard = nanos.getAsLong();
  }

  /** The other side has said something, whatever it is. */
  void heard() {
    lastHeard = nanos.getAsLong();
  }

  /** Whether it has been silent for too long. */
  boolean isDead() {
    return nanos.getAsLong() - lastHeard >= DEAD_AFTER.toNanos();
  }
}
