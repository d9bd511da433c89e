package io.orfeas.telemetry;

import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.store.SqliteStores;
import io.orfeas.telemetry.store.TelemetryStore;
import io.orfeas.telemetry.v1.ReportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many stage records per second one core takes: parsing, checking, counting, and storing in the
 * embedded store once a second. Reports of 1 000 records come from 4 replicas, with 5 stages, 4
 * qualities and 2 estimators.
 *
 * <p>It offers batches as long as they fit, and divides the records by the processor time of the
 * whole process, so that other load on the machine and waiting do not count. {@code bench/telemetry
 * ingest} runs it on one core.
 */
final class IngestBenchmark {
  private static final int BATCH = 1_000;
  private static final long ROUND_NANOS = 8_000_000_000L;
  private static final int ROUNDS = 4;
  private static final double MARK = 50_000;

  private IngestBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("orfeas-ingest-benchmark");
    TelemetryConfig config = TelemetryConfig.read(Env.of(Map.of()));
    List<ReportRequest> reports = Reports.ofBusyReplicas(BATCH);
    try (TelemetryStore store = SqliteStores.open(directory);
        Ingest ingest =
            Ingest.start(store, config, new TelemetryMetrics(new Metrics()), Clock.systemUTC())) {
      double worst = Double.MAX_VALUE;
      for (int round = 1; round <= ROUNDS; round++) {
        worst = Math.min(worst, measure(ingest, reports, round));
      }
      Marks.atLeast("records per second of processor time, worst round", worst, MARK);
    }
  }

  private static double measure(Ingest ingest, List<ReportRequest> reports, int round)
      throws IOException {
    List<byte[]> encoded = reports.stream().map(ReportRequest::toByteArray).toList();
    long wall = System.nanoTime();
    long processor = ProcessorTime.nanos();
    long taken = 0;
    for (int i = 0; System.nanoTime() - wall < ROUND_NANOS; i++) {
      ReportRequest report = ReportRequest.parseFrom(encoded.get(i % encoded.size()));
      Batch batch = ReportReader.read(report, Instant.now());
      while (!ingest.offer(batch)) {
        Thread.yield();
      }
      taken += BATCH;
    }
    double wallSeconds = (System.nanoTime() - wall) / 1e9;
    double processorSeconds = (ProcessorTime.nanos() - processor) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "round %d: %,.0f records per second of processor time, %,.0f per second of wall time%n",
        round,
        taken / processorSeconds,
        taken / wallSeconds);
    return taken / processorSeconds;
  }
}
