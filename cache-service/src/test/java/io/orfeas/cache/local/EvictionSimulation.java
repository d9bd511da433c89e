package io.orfeas.cache.local;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cache of bounded size under a trace of requests, by either policy. */
final class EvictionSimulation {
  private EvictionSimulation() {}

  /** A request's result: what computing it takes and what it weighs. */
  record Item(int id, double costSeconds, long sizeBytes) {}

  /** What a policy saved, as shares of all computing and of all requests. */
  record Outcome(double savedShare, double hitShare) {}

  /** Our order: computing saved per byte, by frequency and age. */
  static Outcome greedyDual(List<Item> trace, long capacity) {
    GreedyDual<Item> order = new GreedyDual<>();
    Set<Item> kept = new HashSet<>();
    Tally tally = new Tally();
    long used = 0;
    for (Item item : trace) {
      if (tally.count(item, kept.contains(item))) {
        order.touch(item);
        continue;
      }
      order.add(item, item.costSeconds(), item.sizeBytes());
      kept.add(item);
      used += item.sizeBytes();
      while (used > capacity) {
        Item victim = order.least(any -> true);
        order.evict(victim);
        kept.remove(victim);
        used -= victim.sizeBytes();
      }
    }
    return tally.outcome();
  }

  /** Least recently used first. */
  static Outcome lru(List<Item> trace, long capacity) {
    Map<Item, Boolean> kept = new LinkedHashMap<>(16, 0.75f, true);
    Tally tally = new Tally();
    long used = 0;
    for (Item item : trace) {
      if (tally.count(item, kept.get(item) != null)) {
        continue;
      }
      kept.put(item, true);
      used += item.sizeBytes();
      while (used > capacity) {
        Item victim = kept.keySet().iterator().next();
        kept.remove(victim);
        used -= victim.sizeBytes();
      }
    }
    return tally.outcome();
  }

  private static final class Tally {
    private double saved;
    private double all;
    private int hits;
    private int requests;

    boolean count(Item item, boolean hit) {
      requests++;
      all += item.costSeconds();
      if (hit) {
        hits++;
        saved += item.costSeconds();
      }
      return hit;
    }

    Outcome outcome() {
      return new Outcome(saved / all, (double) hits / requests);
    }
  }
}
