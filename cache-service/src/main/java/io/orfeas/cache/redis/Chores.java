package io.orfeas.cache.redis;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may wait for the blob storage, and so must not be done by maintenance. */
final class Chores implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Chores.class);
  private static final long SWEEP_MINUTES = 60;

  private final Sweep sweep;
  private final RedisBlobs blobs;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Chores::newThread);

  Chores(Sweep sweep, RedisBlobs blobs) {
    this.sweep = sweep;
    this.blobs = blobs;
  }

  /** Begins. */
  void start() {
    thread.scheduleWithFixedDelay(this::sweep, SWEEP_MINUTES, SWEEP_MINUTES, TimeUnit.MINUTES);
    // A replica that is not ready is not called, and so would never hear that the storage is back.
    thread.scheduleWithFixedDelay(blobs::tryAgain, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void sweep() {
    try {
      sweep.run();
    } catch (IOException | RuntimeException failed) {
      logger.warn("the sweep for stray blobs failed; it is tried again", failed);
    }
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "orfeas-cache-sweep");
    thread.setDaemon(true);
    return thread;
  }
}
