package io.orfeas.telemetry;

import io.orfeas.telemetry.rollup.Accumulator;
import io.orfeas.telemetry.rollup.Observation;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.store.SqliteStores;
import io.orfeas.telemetry.store.TelemetryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How long a summary takes over 30 days of history in the embedded store: 4 replicas, 5 stages, 4
 * qualities, 2 estimators, 4 cache outcomes, some failures; all day, every day. {@code
 * bench/telemetry summary} runs it.
 */
final class SummaryBenchmark {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final int RUNS = 200;
  private static final double MARK_MILLIS = 100;
  private static final String[] STAGES = {
    "voxel_preview", "rough_mesh", "refined_mesh", "final_optimized", "decode"
  };
  private static final String[] CACHE = {"hit", "joined", "miss", "bypass"};

  private SummaryBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("orfeas-summary-benchmark");
    Instant now = Instant.now();
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    try (TelemetryStore store = SqliteStores.open(directory)) {
      fill(store, now);
      System.out.printf("history: %,d bytes%n", Files.size(directory.resolve("telemetry.db")));
      Analyst analyst =
          new Analyst(store, new VramBoard(clock), new Losses(clock), clock, RETENTION);
      double worst = 0;
      for (Selection selection :
          List.of(
              Selection.ALL,
              new Selection("", 7, ""),
              new Selection("", 0, "replica-1"),
              new Selection("onnx", 7, "replica-1"))) {
        worst =
            Math.max(
                worst,
                measure(
                    analyst, new Question(Window.back(now, RETENTION, now, RETENTION), selection)));
      }
      Marks.atMost("milliseconds, worst median", worst, MARK_MILLIS);
    }
  }

  private static double measure(Analyst analyst, Question question) {
    double[] millis = new double[RUNS];
    long requests = 0;
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      requests = analyst.summary(question).getRequests();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s over 30 days (%,d requests): first %.1f ms, median %.1f ms, p99 %.1f ms%n",
        question.selection(),
        requests,
        first,
        millis[RUNS / 2],
        millis[RUNS * 99 / 100]);
    return millis[RUNS / 2];
  }

  /** Fills days by the hour, and the last day by the minute, as they would lie after a month. */
  private static void fill(TelemetryStore store, Instant now) {
    Random random = new Random(1);
    Instant time = now.minus(RETENTION);
    while (time.isBefore(now)) {
      boolean lastDay = time.isAfter(now.minus(Duration.ofDays(1)));
      Accumulator accumulator = new Accumulator(100_000);
      for (int replica = 0; replica < 4; replica++) {
        for (int i = 0; i < (lastDay ? 40 : 600); i++) {
          request(accumulator, random, time.getEpochSecond(), "replica-" + replica);
        }
      }
      store.add(accumulator.rollups());
      time = time.plus(lastDay ? Duration.ofMinutes(1) : Duration.ofHours(1));
    }
  }

  private static void request(Accumulator accumulator, Random random, long second, String replica) {
    String estimator = random.nextBoolean() ? "classical" : "onnx";
    int quality = 5 + random.nextInt(4);
    String outcome = random.nextInt(50) == 0 ? "error" : "ok";
    String cache = CACHE[random.nextInt(CACHE.length)];
    add(
        accumulator,
        random,
        second,
        new Series(Signal.REQUEST, cache, outcome, quality, estimator, replica));
    add(
        accumulator,
        random,
        second,
        new Series(Signal.FIRST_STAGE, "", "", quality, estimator, replica));
    add(
        accumulator,
        random,
        second,
        new Series(Signal.QUEUE_WAIT, "", "", quality, estimator, replica));
    for (String stage : STAGES) {
      add(
          accumulator,
          random,
          second,
          new Series(Signal.STAGE, stage, outcome, quality, estimator, replica));
    }
  }

  private static void add(Accumulator accumulator, Random random, long second, Series series) {
    accumulator.add(new Observation(series, second, Math.exp(random.nextGaussian())));
  }
}
