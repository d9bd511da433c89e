package io.orfeas.runtime;

import io.prometheus.client.Counter;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Daemon threads behind a bounded queue. What does not fit is refused at once, and counted. Idle
 * threads end.
 */
public final class BoundedExecutor implements Executor, AutoCloseable {
  private static final int IDLE_SECONDS = 30;

  private final String name;
  private final int capacity;
  private final ThreadPoolExecutor threads;
  private final Counter refused;

  /**
   * An executor with metrics of its own.
   *
   * @param name of the threads, and in the names of its metrics; lower case
   * @param threadCount tasks at once, at least 1
   * @param capacity tasks that may wait, at least 1
   */
  public BoundedExecutor(String name, int threadCount, int capacity, Metrics metrics) {
    this.name = name;
    this.capacity = capacity;
    threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(capacity),
            this::thread);
    threads.allowCoreThreadTimeOut(true);
    metrics.gauge(
        "orfeas_" + name + "_tasks_waiting",
        "Tasks that wait for a thread of the pool.",
        () -> threads.getQueue().size());
    refused =
        metrics.counter(
            "orfeas_" + name + "_tasks_refused_total", "Tasks refused because too many wait.");
  }

  /**
   * Runs a task, now or when a thread is free.
   *
   * @throws RejectedExecutionException when too many wait, or after {@link #close}
   */
  @Override
  public void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      refused.inc();
      throw new RejectedExecutionException(
          "%s: %d tasks wait (expected: fewer)".formatted(name, capacity), full);
    }
  }

  /** Takes no more tasks; those that wait are still run. */
  @Override
  public void close() {
    threads.shutdown();
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "orfeas-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
