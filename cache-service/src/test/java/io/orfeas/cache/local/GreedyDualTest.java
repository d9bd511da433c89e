package io.orfeas.cache.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.local.EvictionSimulation.Item;
import io.orfeas.cache.local.EvictionSimulation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Greedy-Dual-Size-Frequency against LRU on the same traces of requests: popularity by Zipf's law
 * that drifts, sizes and compute times as the quality levels of meshes have them.
 */
class GreedyDualTest {
  private static final int REQUESTS = 60_000;
  private static final int OBJECTS = 5_000;

  @Test
  void least_lowCostPerByte_goesFirst() {
    GreedyDual<String> order = new GreedyDual<>();
    order.add("dear and small", 10, 10_000);
    order.add("cheap and large", 1, 1_000_000);
    order.add("dear and large", 10, 1_000_000);

    assertThat(order.least(name -> true)).isEqualTo("cheap and large");
    order.evict("cheap and large");
    assertThat(order.least(name -> true)).isEqualTo("dear and large");
    assertThat(order.least(name -> name.endsWith("small"))).isEqualTo("dear and small");
    order.remove("dear and small");
    order.remove("dear and large");
    assertThat(order.least(name -> true)).isNull();
  }

  @Test
  void touch_usedOften_staysLonger() {
    GreedyDual<String> order = new GreedyDual<>();
    order.add("often", 1, 100_000);
    order.add("once", 1, 100_000);
    order.touch("often");

    assertThat(order.least(name -> true)).isEqualTo("once");
  }

  @Test
  void evict_whatWasDearLongAgo_agesAndGoes() {
    GreedyDual<Integer> order = new GreedyDual<>();
    order.add(-1, 5, 100_000);
    int evictions = 0;
    for (int victim = 0; victim != -1; evictions++) {
      order.add(evictions, 1, 100_000);
      victim = order.least(any -> true);
      order.evict(victim);
      assertThat(evictions).isLessThan(100);
    }
    assertThat(evictions).isGreaterThan(1);
  }

  @Test
  void trace_atEveryCapacity_savesMoreComputingThanLru() {
    List<Item> trace = trace(new Random(7));
    long all = trace.stream().distinct().mapToLong(Item::sizeBytes).sum();
    for (int percent : new int[] {1, 5, 10, 25, 50}) {
      Outcome greedy = EvictionSimulation.greedyDual(trace, all * percent / 100);
      Outcome lru = EvictionSimulation.lru(trace, all * percent / 100);
      System.out.printf(
          "capacity %2d %%: computing saved %.1f %% (LRU %.1f %%), hits %.1f %% (LRU %.1f %%)%n",
          percent,
          100 * greedy.savedShare(),
          100 * lru.savedShare(),
          100 * greedy.hitShare(),
          100 * lru.hitShare());
      assertThat(greedy.savedShare()).isGreaterThan(lru.savedShare());
    }
  }

  private static List<Item> trace(Random random) {
    List<Item> items = new ArrayList<>();
    for (int id = 0; id < 2 * OBJECTS; id++) {
      int quality = 1 + random.nextInt(10);
      double cost = 0.05 * Math.pow(1.8, quality) * Math.exp(0.3 * random.nextGaussian());
      double size = 60_000 * Math.pow(1.45, quality) * Math.exp(0.5 * random.nextGaussian());
      items.add(new Item(id, cost, Math.round(size)));
    }
    // What is popular moves on: half of the objects are replaced by others somewhere in the trace.
    int[] replacedAt = random.ints(OBJECTS, 0, 2 * REQUESTS).toArray();
    double[] cumulative = zipf(0.9);
    List<Item> trace = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int rank = rank(cumulative, random.nextDouble());
      trace.add(items.get(i < replacedAt[rank] ? rank : OBJECTS + rank));
    }
    return trace;
  }

  private static double[] zipf(double exponent) {
    double[] cumulative = new double[OBJECTS];
    double sum = 0;
    for (int rank = 0; rank < OBJECTS; rank++) {
      sum += 1 / Math.pow(rank + 1, exponent);
      cumulative[rank] = sum;
    }
    for (int rank = 0; rank < OBJECTS; rank++) {
      cumulative[rank] /= sum;
    }
    return cumulative;
  }

  private static int rank(double[] cumulative, double even) {
    int found = Arrays.binarySearch(cumulative, even);
    return Math.min(OBJECTS - 1, found < 0 ? -found - 1 : found);
  }
}
