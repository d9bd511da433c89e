package io.orfeas.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says yes at most once in a while: what fails with every call is worth one line, not thousands.
 */
final class Seldom {
  private final long pauseNanos;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  Seldom(Duration pause) {
    pauseNanos = pause.toNanos();
  }

  boolean isTime() {
    long now = System.nanoTime();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + pauseNanos);
  }
}
