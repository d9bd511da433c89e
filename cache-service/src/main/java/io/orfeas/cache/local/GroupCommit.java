package io.orfeas.cache.local;

import io.orfeas.cache.store.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent writers share one flush to disk.
 *
 * <p>Whoever waits first flushes for all that was written until then; the others wait for that
 * flush or, if they wrote after it began, for the next. So a flush is under way whenever someone
 * waits, and n writers cost between one and two flushes instead of n. No thread of its own.
 */
final class GroupCommit {
  /** Makes everything written before the call durable. */
  interface Flush {
    void run() throws IOException;
  }

  private long written;
  private long durable;
  private boolean flushing;
  private @Nullable IOException broken;

  /** Notes one more record; returns its number. */
  synchronized long wrote() {
    return ++written;
  }

  /** Notes that all records so far are durable by other means. */
  synchronized void flushed() {
    durable = written;
    notifyAll();
  }

  /**
   * Waits until a record is durable.
   *
   * @throws StoreException {@code UNAVAILABLE} when a flush failed, now or before: what the disk
   *     then holds is unknown, so nothing is accepted any more
   */
  void await(long number, Flush flush) {
    long target = claim(number);
    if (target < 0) {
      return;
    }
    IOException failure = null;
    try {
      flush.run();
    } catch (IOException failed) {
      failure = failed;
    }
    finish(target, failure);
    check();
  }

  /** Returns -1 when the record is durable; else what the caller's flush will make durable. */
  private synchronized long claim(long number) {
    boolean interrupted = false;
    while (durable < number && flushing) {
      try {
        wait();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (durable >= number) {
      return -1;
    }
    check();
    flushing = true;
    return written;
  }

  private synchronized void finish(long target, @Nullable IOException failure) {
    flushing = false;
    if (failure == null) {
      durable = Math.max(durable, target);
    } else {
      broken = failure;
    }
    notifyAll();
  }

  /** Whether a flush has failed, so that nothing is accepted any more. */
  synchronized boolean isBroken() {
    return broken != null;
  }

  synchronized void check() {
    if (broken != null) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE,
          "log: flush failed (expected: a working disk)",
          broken);
    }
  }
}
