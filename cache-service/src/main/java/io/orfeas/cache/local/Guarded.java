package io.orfeas.cache.local;

import io.orfeas.cache.feed.Run;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one decision be made at a time, and tells followers of it after the lock is free again. */
final class Guarded {
  private final ReentrantLock lock = new ReentrantLock();
  private final Decisions decisions;

  Guarded(Decisions decisions) {
    this.decisions = decisions;
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
}
