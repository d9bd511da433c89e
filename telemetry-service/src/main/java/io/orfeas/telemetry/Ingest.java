package io.orfeas.telemetry;

import io.orfeas.telemetry.rollup.Accumulator;
import io.orfeas.telemetry.rollup.Observation;
import io.orfeas.telemetry.store.TelemetryStore;
import io.prometheus.client.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is reported, and adds the counts to the store at intervals, on a thread of its own.
 *
 * <p>Callers never wait: what does not fit into the bounded queue is dropped and counted. While the
 * store fails, counting goes on and the counts are added later; they are bounded too.
 */
final class Ingest implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Ingest.class);
  private static final Duration EXPIRE_EVERY = Duration.ofHours(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final TelemetryStore store;
  private final TelemetryMetrics metrics;
  private final Clock clock;
  private final Losses losses;
  private final Duration flushInterval;
  private final Duration retention;
  private final int capacity;
  private final Accumulator accumulator;
  private final LinkedBlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "telemetry-ingest");
  private Instant nextExpiry = Instant.MIN;
  private boolean storeFails;
  private volatile boolean closed;

  private Ingest(
      TelemetryStore store, TelemetryConfig config, TelemetryMetrics metrics, Clock clock) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    losses = new Losses(clock);
    flushInterval = config.flushInterval();
    retention = config.retention();
    capacity = config.queueRecords();
    accumulator = new Accumulator(config.maxSeries());
    metrics.queue(waiting::get);
  }

  /** Begins to count. */
  static Ingest start(
      TelemetryStore store, TelemetryConfig config, TelemetryMetrics metrics, Clock clock) {
    Ingest ingest = new Ingest(store, config, metrics, clock);
    ingest.thread.setDaemon(true);
    ingest.thread.start();
    return ingest;
  }

  /** Takes a batch to be counted, or drops it whole; never waits. */
  boolean offer(Batch batch) {
    losses.add(Losses.Kind.MALFORMED, batch.malformed());
    metrics.records("malformed", batch.malformed());
    if (closed || waiting.addAndGet(batch.records()) > capacity) {
      waiting.addAndGet(-batch.records());
      losses.add(Losses.Kind.OVERFLOW, batch.records());
      metrics.records("overflow", batch.records());
      return false;
    }
    queue.add(batch);
    metrics.records("accepted", batch.records());
    return true;
  }

  /** What was reported and not counted. */
  Losses losses() {
    return losses;
  }

  /** Takes no more, counts what waits, and adds it to the store. */
  @Override
  public void close() {
    closed = true;
    // Wakes the thread without interrupting the store.
    queue.add(new Batch(0, 0, List.of()));
    try {
      thread.join(CLOSE_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long nextFlush = System.nanoTime() + flushInterval.toNanos();
    while (!closed) {
      count(next(nextFlush - System.nanoTime()));
      if (System.nanoTime() >= nextFlush) {
        flush();
        expire();
        nextFlush = System.nanoTime() + flushInterval.toNanos();
      }
    }
    Batch left;
    while ((left = queue.poll()) != null) {
      count(left);
    }
    flush();
  }

  private @Nullable Batch next(long nanos) {
    try {
      return queue.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException unused) {
      // Nobody interrupts this thread: it ends when it is closed.
      return null;
    }
  }

  private void count(@Nullable Batch batch) {
    if (batch == null) {
      return;
    }
    waiting.addAndGet(-batch.records());
    for (Observation observation : batch.observations()) {
      if (!accumulator.add(observation)) {
        losses.add(Losses.Kind.REFUSED, 1);
        metrics.refused();
      }
    }
  }

  private void flush() {
    if (accumulator.size() == 0) {
      return;
    }
    try (Histogram.Timer timing = metrics.flushing()) {
      store.add(accumulator.rollups());
      metrics.series(accumulator.size());
      accumulator.clear();
      if (storeFails) {
        storeFails = false;
        logger.info("telemetry store: works again");
      }
    } catch (RuntimeException e) {
      metrics.storeFailure();
      if (!storeFails) {
        storeFails = true;
        logger.warn("telemetry store: fails, counting on until it works again", e);
      }
    }
  }

  private void expire() {
    Instant now = clock.instant();
    if (storeFails || now.isBefore(nextExpiry)) {
      return;
    }
    nextExpiry = now.plus(EXPIRE_EVERY);
    try {
      store.expire(now, retention);
    } catch (RuntimeException e) {
      logger.warn("telemetry store: cannot forget what is old, trying again later", e);
    }
  }
}
