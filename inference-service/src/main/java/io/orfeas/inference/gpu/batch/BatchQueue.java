package io.orfeas.inference.gpu.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits to be done together, and in which order it is taken.
 *
 * <p>The order: lower priority number first; then the agent that was served longest ago, so that
 * one who sends much does not hold up one who sends little; then first come, first served. A lone
 * entry is ready at once. Of several, the oldest is held back for a bounded time while the batch is
 * not full. Not safe for concurrent use.
 */
final class BatchQueue<T> {
  private final long holdNanos;
  private final List<Entry<T>> waiting = new ArrayList<>();
  private final Map<String, Long> served = new HashMap<>();
  private long arrivals;
  private long servings;

  /**
   * An empty queue.
   *
   * @param holdNanos how long several entries may wait for more; 0 for never
   */
  BatchQueue(long holdNanos) {
    this.holdNanos = holdNanos;
  }

  void add(T work, BatchTerms terms, long now) {
    waiting.add(new Entry<>(work, terms, arrivals++, now));
  }

  /** Takes work out that is not wanted any more; without effect where it is not in. */
  void remove(T work) {
    waiting.removeIf(entry -> entry.work() == work);
    forgetIdleAgents();
  }

  int size() {
    return waiting.size();
  }

  /**
   * How long until a batch is ready.
   *
   * @param most entries in a batch, at least 1
   * @return 0 when one is ready now; {@link Long#MAX_VALUE} when nothing waits
   */
  long nanosUntilReady(int most, long now) {
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (waiting.size() == 1 || waiting.size() >= most) {
      return 0;
    }
    long oldest = waiting.stream().mapToLong(entry -> now - entry.arrived()).max().orElse(0);
    return Math.max(0, holdNanos - oldest);
  }

  /** Takes the first {@code most} entries out, in order. */
  List<T> take(int most) {
    List<T> batch = new ArrayList<>();
    while (batch.size() < most && !waiting.isEmpty()) {
      Entry<T> next = waiting.stream().min(order()).orElseThrow();
      waiting.remove(next);
      served.put(next.terms().agent(), ++servings);
      batch.add(next.work());
    }
    forgetIdleAgents();
    return batch;
  }

  private Comparator<Entry<T>> order() {
    return Comparator.<Entry<T>>comparingInt(entry -> entry.terms().priority())
        .thenComparingLong(entry -> served.getOrDefault(entry.terms().agent(), 0L))
        .thenComparingLong(Entry::arrival);
  }

  /** Or names would gather for ever. */
  private void forgetIdleAgents() {
    served.keySet().removeIf(agent -> waiting.stream().noneMatch(entry -> entry.isOf(agent)));
  }

  private record Entry<T>(T work, BatchTerms terms, long arrival, long arrived) {
    boolean isOf(String agent) {
      return terms.agent().equals(agent);
    }
  }
}
