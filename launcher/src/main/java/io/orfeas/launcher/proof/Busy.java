package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.ComputeDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does some work again and again on several threads, and watches how busy the device is. */
final class Busy {
  private static final Duration PERIOD = Duration.ofMillis(250);

  /** NVML's figure is of the last second at most: what came before the work is over then. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private Busy() {}

  /**
   * What was seen.
   *
   * @param rounds of the work that were done
   * @param share mean share of time in which a kernel ran; empty where the device does not say
   */
  record Seen(int rounds, double seconds, OptionalDouble share) {}

  static Seen watch(ComputeDevice device, int threads, Duration load, Runnable work)
      throws InterruptedException, ExecutionException {
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Integer>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(() -> repeat(work, ended)));
      }
      Thread.sleep(Math.min(SETTLING.toMillis(), load.toMillis() / 2));
      List<Double> samples = new ArrayList<>();
      do {
        device.measure().get(0).utilization().ifPresent(samples::add);
        Thread.sleep(PERIOD.toMillis());
      } while (System.nanoTime() - start < load.toNanos());
      ended.set(true);
      int rounds = 0;
      for (Future<Integer> worker : workers) {
        rounds += worker.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Seen(rounds, seconds, samples.stream().mapToDouble(Double::doubleValue).average());
    } finally {
      ended.set(true);
      pool.shutdownNow();
    }
  }

  private static int repeat(Runnable work, AtomicBoolean ended) {
    int rounds = 0;
    while (!ended.get()) {
      work.run();
      rounds++;
    }
    return rounds;
  }
}
