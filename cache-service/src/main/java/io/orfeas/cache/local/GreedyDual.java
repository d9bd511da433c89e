package io.orfeas.cache.local;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which item to evict: the one whose bytes save the least computing.
 *
 * <p>Greedy-Dual-Size-Frequency (Cherkasova, "Improving WWW Proxies Performance with
 * Greedy-Dual-Size-Frequency Caching Policy", HP Labs 1998). An item is worth {@code H = L + uses *
 * cost / size}; the one with the lowest H goes, and L rises to its H. So what was worth much long
 * ago ages without a clock: newcomers start at the present L. Equal worth leaves in order of use.
 *
 * <p>Each operation costs O(log n). Not safe for concurrent use.
 *
 * @param <T> what is kept
 */
final class GreedyDual<T> {
  /** Small items cost a block on disk and a place in the tables whatever their length. */
  private static final long LEAST_SIZE = 4096;

  /** Seconds; also the cheapest result is better kept than recomputed. */
  private static final double LEAST_COST = 1e-3;

  private final Map<T, Item<T>> items = new HashMap<>();
  private final NavigableSet<Item<T>> byWorth =
      new TreeSet<>(
          Comparator.<Item<T>>comparingDouble(item -> item.worth)
              .thenComparingLong(item -> item.turn));
  private double age;
  private long turns;

  /**
   * Adds an item, used once so far.
   *
   * @param costSeconds what computing it again would take
   * @param sizeBytes what evicting it would free
   */
  void add(T value, double costSeconds, long sizeBytes) {
    double density = Math.max(LEAST_COST, costSeconds) / Math.max(LEAST_SIZE, sizeBytes);
    Item<T> item = new Item<>(value, density);
    items.put(value, item);
    enqueue(item);
  }

  /** Notes a use. */
  void touch(T value) {
    Item<T> item = items.get(value);
    if (item != null) {
      byWorth.remove(item);
      item.uses++;
      enqueue(item);
    }
  }

  /** Removes an item for a reason other than room. */
  void remove(T value) {
    Item<T> item = items.remove(value);
    if (item != null) {
      byWorth.remove(item);
    }
  }

  /** The item worth least among those that may go; null when none may. */
  @Nullable T least(Predicate<T> mayGo) {
    for (Item<T> item : byWorth) {
      if (mayGo.test(item.value)) {
        return item.value;
      }
    }
    return null;
  }

  /** Removes an item to make room: what stays is from now on compared with its worth. */
  void evict(T value) {
    Item<T> item = items.get(value);
    if (item != null) {
      age = Math.max(age, item.worth);
      remove(value);
    }
  }

  private void enqueue(Item<T> item) {
    item.worth = age + item.uses * item.density;
    item.turn = ++turns;
    byWorth.add(item);
  }

  private static final class Item<T> {
    private final T value;
    private final double density;
    private long uses = 1;
    private double worth;
    private long turn;

    Item(T value, double density) {
      this.value = value;
      this.density = density;
    }
  }
}
