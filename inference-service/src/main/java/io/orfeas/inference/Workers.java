package io.orfeas.inference;

import io.orfeas.runtime.BoundedExecutor;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.Tracing;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The service's own threads, beside those that answer calls and those that compute: one that keeps
 * the time and never blocks, and bounded ones for what follows from it.
 */
final class Workers implements AutoCloseable {
  private static final int PUBLISHED_AT_ONCE = 16;
  private static final int PUBLICATIONS_WAITING = 1024;
  private static final int DEADLINE_THREADS = 4;
  private static final int DEADLINES_WAITING = 65_536;

  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Workers::daemon);
  private final BoundedExecutor publications;
  private final BoundedExecutor deadlines;
  private final Executor publishing;

  Workers(Metrics metrics, Tracing tracing) {
    publications =
        new BoundedExecutor("publishing", PUBLISHED_AT_ONCE, PUBLICATIONS_WAITING, metrics);
    deadlines = new BoundedExecutor("deadlines", DEADLINE_THREADS, DEADLINES_WAITING, metrics);
    publishing = tracing.carry(publications);
    // Or the deadlines of calls long answered would stay until they come.
    clock.setRemoveOnCancelPolicy(true);
  }

  /** For what is short and does not block. */
  ScheduledExecutorService scheduler() {
    return clock;
  }

  /** Does something short again and again, until {@link #stopClock}. It must not throw. */
  void everySecond(Runnable work) {
    clock.scheduleWithFixedDelay(work, 1, 1, TimeUnit.SECONDS);
  }

  /** For calls to the log that write, in the trace of whoever hands them over. */
  Executor publishing() {
    return publishing;
  }

  /** Rings on a thread that may block: the scheduler only keeps the time. */
  Runnable alarm(Duration delay, Runnable ring) {
    ScheduledFuture<?> set =
        clock.schedule(() -> deadlines.execute(ring), delay.toMillis(), TimeUnit.MILLISECONDS);
    return () -> set.cancel(false);
  }

  /** Nothing is begun by the time any more; what others hand over is still done. */
  void stopClock() {
    clock.shutdownNow();
  }

  /** Takes no more work; what waits is still done. */
  @Override
  public void close() {
    stopClock();
    publications.close();
    deadlines.close();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "orfeas-heartbeat");
    thread.setDaemon(true);
    return thread;
  }
}
