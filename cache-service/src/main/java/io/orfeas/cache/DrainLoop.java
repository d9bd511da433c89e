package io.orfeas.cache;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a task on whatever thread asks for it, but never twice at a time: who asks while it runs has
 * it run again by the thread that is at it. Nobody waits.
 */
final class DrainLoop {
  private final Runnable task;
  private final AtomicInteger asked = new AtomicInteger();

  DrainLoop(Runnable task) {
    this.task = task;
  }

  void ask() {
    if (asked.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    do {
      task.run();
      seen = asked.addAndGet(-seen);
    } while (seen > 0);
  }
}
