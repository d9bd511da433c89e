package io.orfeas.cache.local;

import io.orfeas.cache.local.EvictionSimulation.Item;
import io.orfeas.cache.local.EvictionSimulation.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Eviction by computing saved per byte against LRU, on a recorded trace of requests.
 *
 * <p>Who asks for what, and when, is as a web site's visitors did; what a result costs and weighs
 * is as our own pipeline had it for a picture and a quality, drawn by the key's hash. {@code
 * bench/eviction} fetches the trace and runs this.
 */
final class EvictionReport {
  private EvictionReport() {}

  /**
   * Arguments: the trace, 32-bit keys, big-endian; and recorded results, lines of seconds,bytes.
   */
  public static void main(String[] args) throws IOException {
    List<Item> trace = trace(Path.of(args[0]), results(Path.of(args[1])));
    List<Item> distinct = trace.stream().distinct().toList();
    long all = distinct.stream().mapToLong(Item::sizeBytes).sum();
    print("%d requests of %d results, %.1f GB", trace.size(), distinct.size(), all / 1e9);
    print("capacity | computing saved, ours | LRU | ratio | hits, ours | LRU");
    for (int percent : new int[] {1, 2, 5, 10, 25, 50}) {
      Outcome ours = EvictionSimulation.greedyDual(trace, all * percent / 100);
      Outcome lru = EvictionSimulation.lru(trace, all * percent / 100);
      print(
          "%d %% | %.1f %% | %.1f %% | %.2f | %.1f %% | %.1f %%",
          percent,
          100 * ours.savedShare(),
          100 * lru.savedShare(),
          ours.savedShare() / lru.savedShare(),
          100 * ours.hitShare(),
          100 * lru.hitShare());
    }
  }

  private static List<double[]> results(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(","))
        .map(cells -> new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[1])})
        .toList();
  }

  private static List<Item> trace(Path file, List<double[]> results) throws IOException {
    Map<Integer, Item> items = new HashMap<>();
    List<Item> trace = new ArrayList<>();
    ByteBuffer keys = ByteBuffer.wrap(Files.readAllBytes(file));
    while (keys.remaining() >= Integer.BYTES) {
      trace.add(items.computeIfAbsent(keys.getInt(), key -> item(key, results)));
    }
    return trace;
  }

  private static Item item(int key, List<double[]> results) {
    long mixed = key * 0x9E3779B97F4A7C15L >>> 33;
    double[] result = results.get((int) (mixed % results.size()));
    return new Item(key, result[0], (long) result[1]);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
