package io.orfeas.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a server on which handlers run that may block: as many as are busy, up to 200, and
 * what comes then waits. Work is handed straight to a thread that waits for some, which saves a
 * seventh of a short call over a pool that queues first; see BENCHMARKS.md. What is scheduled,
 * which is seldom, has one thread of its own.
 *
 * <p>What may wait is bounded by what clients may send at once: connections times streams.
 */
final class HandlerThreads extends ScheduledThreadPoolExecutor {
  private static final int MOST = 200;
  private static final int IDLE_SECONDS = 60;

  private final HandOver waiting = new HandOver();
  private final ThreadPoolExecutor threads;

  HandlerThreads(String server) {
    super(1, daemons(server + "-timer"));
    threads =
        new ThreadPoolExecutor(
            0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, waiting, daemons(server), this::refused);
  }

  /** Threads that run a handler now. */
  int busy() {
    return threads.getActiveCount();
  }

  /** Handlers that wait for a thread. */
  int waiting() {
    return waiting.size();
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public Future<?> submit(Runnable task) {
    return submit(task, null);
  }

  @Override
  public <T> Future<T> submit(Runnable task, T result) {
    FutureTask<T> future = new FutureTask<>(task, result);
    execute(future);
    return future;
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    execute(future);
    return future;
  }

  /** Takes no more work; what waits is still run. */
  @Override
  public void shutdown() {
    threads.shutdown();
    super.shutdown();
  }

  /** Takes no more work, and interrupts what runs. */
  @Override
  public List<Runnable> shutdownNow() {
    List<Runnable> left = new ArrayList<>(threads.shutdownNow());
    left.addAll(super.shutdownNow());
    return left;
  }

  /** All threads are busy, or the server has ended. */
  private void refused(Runnable task, ThreadPoolExecutor pool) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("server: ended (expected: running)");
    }
    waiting.await(task);
  }

  private static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, "orfeas-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Refuses what no thread waits for: a pool starts a thread only when its queue does not take a
   * task.
   */
  private static final class HandOver extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    void await(Runnable task) {
      super.offer(task);
    }
  }
}
