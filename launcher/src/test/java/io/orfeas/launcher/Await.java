package io.orfeas.launcher;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what another process will see in its own time. */
public final class Await {
  private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();
  private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /** Asks again and again until it holds; {@code what} says what was waited for in vain. */
  public static void until(Supplier<String> what, Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("waited in vain: " + what.get());
      }
      // Not for a certain time to pass: only so that the asking leaves the processor to the asked.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** As above, with a message known before. */
  public static void until(String what, Condition condition) throws Exception {
    until(() -> what, condition);
  }
}
