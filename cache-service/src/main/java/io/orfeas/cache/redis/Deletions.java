package io.orfeas.cache.redis;

import io.orfeas.cache.store.StoreException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes bytes on a thread of its own, one round at a time. A storage that hangs holds up that
 * thread, and neither maintenance nor the look whether the storage is back.
 */
final class Deletions implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Deletions.class);

  private final RedisBlobs blobs;
  private final ExecutorService thread;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Deletions on a given thread.
   *
   * @param thread runs the rounds; shut down with this
   */
  Deletions(RedisBlobs blobs, ExecutorService thread) {
    this.blobs = blobs;
    this.thread = thread;
  }

  static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "orfeas-cache-deletions");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Begins a round, unless one is under way. */
  void begin() {
    if (busy.compareAndSet(false, true)) {
      thread.execute(this::round);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void round() {
    try {
      blobs.deleteTrash();
    } catch (StoreException refused) {
      logger.debug("a round of deletions ended early; it is tried again", refused);
    } catch (RuntimeException failed) {
      logger.warn("a round of deletions failed; it is tried again", failed);
    } finally {
      busy.set(false);
    }
  }
}
