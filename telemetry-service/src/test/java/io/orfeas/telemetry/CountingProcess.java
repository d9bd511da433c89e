package io.orfeas.telemetry;

import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.rollup.Resolution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import io.orfeas.telemetry.store.SqliteStores;
import io.orfeas.telemetry.store.TelemetryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Counts stages and stores them as fast as it can, and says what it has committed; never ends. */
final class CountingProcess {
  static final String COMMITTED = "committed ";

  private CountingProcess() {}

  public static void main(String[] args) {
    TelemetryConfig config =
        TelemetryConfig.read(Env.of(Map.of("ORFEAS_TELEMETRY_FLUSH_INTERVAL", "100ms")));
    Ingest ingest =
        Ingest.start(
            new Announcing(SqliteStores.open(Path.of(args[0]))),
            config,
            new TelemetryMetrics(new Metrics()),
            Clock.systemUTC());
    while (true) {
      ingest.offer(ReportReader.read(Reports.stages("r1", 100, 1), Instant.now()));
      Thread.yield();
    }
  }

  /** Says after each addition how many stages were committed in all. */
  private static final class Announcing implements TelemetryStore {
    private final TelemetryStore store;
    private long committed;

    private Announcing(TelemetryStore store) {
      this.store = store;
    }

    @Override
    public String name() {
      return store.name();
    }

    @Override
    public void add(List<Rollup> rollups) {
      store.add(rollups);
      committed +=
          rollups.stream()
              .filter(rollup -> rollup.key().view() == View.TOTAL)
              .filter(rollup -> rollup.key().resolution() == Resolution.DAY)
              .mapToLong(rollup -> rollup.distribution().count())
              .sum();
      System.out.println(COMMITTED + committed);
    }

    @Override
    public void read(
        List<Slice> slices,
        View view,
        Selection selection,
        Set<Signal> signals,
        Consumer<Rollup> sink) {
      store.read(slices, view, selection, signals, sink);
    }

    @Override
    public void expire(Instant now, Duration retention) {
      store.expire(now, retention);
    }

    @Override
    public void putReport(LocalDate day, byte[] report) {
      store.putReport(day, report);
    }

    @Override
    public Optional<byte[]> report(LocalDate day) {
      return store.report(day);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
