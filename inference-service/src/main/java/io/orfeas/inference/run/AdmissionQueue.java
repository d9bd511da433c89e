package io.orfeas.inference.run;

import io.grpc.Status;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded queue in front of the computing threads: lower priority number first, then first
 * come, first served. Work that would wait beyond its deadline is refused before it is queued.
 */
public final class AdmissionQueue implements AutoCloseable {
  private static final double SMOOTHING = 0.2;
  private static final List<String> REFUSALS =
      List.of("queue_full", "deadline_infeasible", "shutting_down");
  private static final Duration FIRST_GUESS = Duration.ofMillis(500);

  private static final Duration END = Duration.ofSeconds(5);
  private static final Logger logger = LoggerFactory.getLogger(AdmissionQueue.class);

  private final ThreadPoolExecutor threads;
  private final int slots;
  private final int capacity;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicLong meanNanos = new AtomicLong(FIRST_GUESS.toNanos());
  private final Gauge running;
  private final Counter refusals;

  /**
   * A queue with its threads.
   *
   * @param slots computations at once, at least 1
   * @param capacity computations that may wait, at least 1
   */
  public AdmissionQueue(int slots, int capacity, Metrics metrics) {
    this.slots = slots;
    this.capacity = capacity;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            slots,
            slots,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            work -> new Thread(work, "orfeas-compute-" + number.incrementAndGet()));
    running = metrics.gauge("orfeas_requests_running", "Computations that run now.");
    metrics.gauge("orfeas_queue_depth", "Computations that wait for a thread.", waiting::get);
    metrics
        .gauge("orfeas_queue_capacity", "Computations that may wait for a thread.")
        .set(capacity);
    refusals =
        metrics.counter(
            "orfeas_queue_refusals_total",
            "Computations refused before they were queued, by the reason given.",
            "reason");
    // Known from the start: Prometheus does not see the first step of a counter that begins at one.
    REFUSALS.forEach(refusals::labels);
  }

  /**
   * Queues work.
   *
   * @param priority 0 (first) to 9 (last)
   * @param remaining until the caller's deadline
   * @throws Failure {@code QUEUE_FULL} with the expected wait, {@code DEADLINE_INFEASIBLE}, or
   *     {@code SHUTTING_DOWN}
   */
  void submit(int priority, Duration remaining, Runnable work) {
    Duration wait = expectedWait();
    if (remaining.compareTo(wait) < 0) {
      throw refused(
          Failure.of(
              Status.Code.DEADLINE_EXCEEDED,
              "DEADLINE_INFEASIBLE",
              "deadline: %d ms left (expected: more than the wait of %d ms)"
                  .formatted(remaining.toMillis(), wait.toMillis())));
    }
    if (waiting.incrementAndGet() > capacity) {
      waiting.decrementAndGet();
      throw refused(
          Failure.exhausted(
              "QUEUE_FULL", "queue: %d waiting (expected: fewer)".formatted(capacity), wait));
    }
    try {
      threads.execute(new Ticket(priority, arrivals.incrementAndGet(), () -> run(work)));
    } catch (RejectedExecutionException closed) {
      waiting.decrementAndGet();
      throw refused(
          Failure.of(
              Status.Code.UNAVAILABLE,
              "SHUTTING_DOWN",
              "server: shutting down (expected: another)"));
    }
  }

  /** Requests that wait now. */
  public int depth() {
    return waiting.get();
  }

  /** Stops taking work; what runs is interrupted and has a moment to end. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("a computation did not end within {}", END);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private Failure refused(Failure failure) {
    refusals.labels(failure.reason().toLowerCase(Locale.ROOT)).inc();
    return failure;
  }

  private void run(Runnable work) {
    waiting.decrementAndGet();
    running.inc();
    long start = System.nanoTime();
    try {
      work.run();
    } finally {
      running.dec();
      long took = System.nanoTime() - start;
      meanNanos.updateAndGet(mean -> mean + (long) (SMOOTHING * (took - mean)));
    }
  }

  private Duration expectedWait() {
    int ahead = Math.max(0, waiting.get() + threads.getActiveCount() - slots + 1);
    return Duration.ofNanos(meanNanos.get() * ahead / slots);
  }

  private record Ticket(int priority, long arrival, Runnable work)
      implements Runnable, Comparable<Ticket> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Ticket other) {
      return priority != other.priority
          ? Integer.compare(priority, other.priority)
          : Long.compare(arrival, other.arrival);
    }
  }
}
