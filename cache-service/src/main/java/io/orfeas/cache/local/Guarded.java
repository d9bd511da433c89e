package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one decision be made at a time, tells followers of it after the lock is free again, and lets
 * whoever asked for it wait until it is durable.
 */
final class Guarded {
  private final ReentrantLock lock = new ReentrantLock();
  private final Decisions decisions;
  private final Journal journal;

  Guarded(Decisions decisions, Journal journal) {
    this.decisions = decisions;
    this.journal = journal;
  }

  <T> T step(Supplier<T> decision) {
    List<Run> changed;
    lock.lock();
    try {
      return decision.get();
    } finally {
      changed = decisions.takeChanged();
      lock.unlock();
      changed.forEach(Run::wake);
    }
  }

  void run(Runnable decision) {
    step(
        () -> {
          decision.run();
          return true;
        });
  }

  /** The answer, once its record is durable. Not to be called in a step: it waits for the disk. */
  <T> T durable(Decided<T> decided) {
    awaitDurable(decided.place());
    return decided.value();
  }

  /**
   * Waits until a record is durable.
   *
   * @param place null when nothing was written
   */
  void awaitDurable(@Nullable Place place) {
    if (place != null) {
      journal.await(place);
    }
  }
}
