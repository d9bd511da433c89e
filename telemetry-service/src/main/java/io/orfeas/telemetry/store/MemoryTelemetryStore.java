package io.orfeas.telemetry.store;

import io.orfeas.telemetry.rollup.Distribution;
import io.orfeas.telemetry.rollup.Rollup;
import io.orfeas.telemetry.rollup.RollupKey;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Slice;
import io.orfeas.telemetry.rollup.View;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keeps everything in memory until the process ends: for tests, and where no disk can be used. */
public final class MemoryTelemetryStore implements TelemetryStore {
  private final Map<RollupKey, Distribution> rollups = new HashMap<>();
  private final TreeMap<LocalDate, byte[]> reports = new TreeMap<>();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public synchronized void add(List<Rollup> added) {
    for (Rollup rollup : added) {
      rollups.computeIfAbsent(rollup.key(), key -> new Distribution()).merge(rollup.distribution());
    }
  }

  @Override
  public synchronized void read(
      List<Slice> slices,
      View view,
      Selection selection,
      Set<Signal> signals,
      Consumer<Rollup> sink) {
    rollups.forEach(
        (key, distribution) -> {
          if (key.view() == view
              && signals.contains(key.series().signal())
              && selection.matches(key.series())
              && slices.stream().anyMatch(slice -> slice.contains(key))) {
            sink.accept(new Rollup(key, distribution));
          }
        });
  }

  @Override
  public synchronized void expire(Instant now, Duration retention) {
    rollups
        .keySet()
        .removeIf(key -> key.start() < key.resolution().forgottenBefore(now, retention));
    reports.headMap(LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC)).clear();
  }

  @Override
  public synchronized void putReport(LocalDate day, byte[] report) {
    reports.put(day, report.clone());
  }

  @Override
  public synchronized Optional<byte[]> report(LocalDate day) {
    return Optional.ofNullable(reports.get(day)).map(byte[]::clone);
  }

  @Override
  public void close() {}
}
