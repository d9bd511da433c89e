package io.orfeas.inference.run;

import io.orfeas.runtime.BoundedExecutor;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/**
 * The callers of this process that follow runs of other processes, and the threads that serve them.
 *
 * <p>Each follower has at most one task waiting: a batch of entries to hand on, or a new question
 * to the log. So the bound on followers bounds the tasks.
 */
public final class Followers implements AutoCloseable {
  private static final int THREADS = 32;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final int limit;
  private final Semaphore places;
  private final BoundedExecutor pool;
  private final Executor threads;

  /**
   * Places for followers.
   *
   * @param limit followers at once, at least 1
   * @param carrying wraps the threads, so that work keeps the context of whoever handed it over
   */
  public Followers(int limit, Metrics metrics, UnaryOperator<Executor> carrying) {
    this.limit = limit;
    places = new Semaphore(limit);
    pool = new BoundedExecutor("followers", THREADS, 2 * limit, metrics);
    threads = carrying.apply(pool);
    metrics.gauge(
        "orfeas_followers",
        "Callers that follow a run of another replica.",
        () -> limit - places.availablePermits());
  }

  /**
   * Takes a place.
   *
   * @return false when none is left
   */
  boolean enter() {
    return places.tryAcquire();
  }

  /** Gives a place back. */
  void exit() {
    places.release();
  }

  /** Where a follower's calls are made, one at a time. */
  Executor threads() {
    return threads;
  }

  /**
   * Runs a task of a follower.
   *
   * @throws Failure {@code TOO_MANY_FOLLOWERS}
   */
  void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException full) {
      throw refusal();
    }
  }

  /** What a caller is told when there is no place. */
  Failure refusal() {
    return Failure.exhausted(
        "TOO_MANY_FOLLOWERS", "followers: %d (expected: fewer)".formatted(limit), RETRY);
  }

  @Override
  public void close() {
    pool.close();
  }
}
