package io.orfeas.telemetry;

import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.function.IntSupplier;

/** What the telemetry-service tells of itself. */
final class TelemetryMetrics {
  private final Metrics metrics;
  private final Counter records;
  private final Counter refused;
  private final Counter storeFailures;
  private final Histogram flush;
  private final Histogram query;
  private final Gauge series;

  TelemetryMetrics(Metrics metrics) {
    this.metrics = metrics;
    records =
        metrics.counter(
            "orfeas_telemetry_records_total",
            "Records reported, by what became of them: accepted, malformed or overflow.",
            "result");
    // Known from the start: Prometheus does not see the first step of a counter that begins at one.
    List.of("accepted", "malformed", "overflow").forEach(records::labels);
    refused =
        metrics.counter(
            "orfeas_telemetry_observations_refused_total",
            "Observations dropped because too many series wait for the store.");
    storeFailures =
        metrics.counter(
            "orfeas_telemetry_store_failures_total", "Failed attempts to add to the store.");
    flush =
        metrics.durations(
            "orfeas_telemetry_flush_seconds", "Time to add what was counted to the store.");
    query =
        metrics.durations("orfeas_telemetry_query_seconds", "Time to answer a question.", "query");
    series =
        metrics.gauge("orfeas_telemetry_series", "Distributions that the last flush took over.");
  }

  void records(String result, int count) {
    if (count > 0) {
      records.labels(result).inc(count);
    }
  }

  void refused() {
    refused.inc();
  }

  void storeFailure() {
    storeFailures.inc();
  }

  Histogram.Timer flushing() {
    return flush.startTimer();
  }

  Histogram.Timer answering(String name) {
    return query.labels(name).startTimer();
  }

  void series(int count) {
    series.set(count);
  }

  void queue(IntSupplier waiting) {
    metrics.gauge(
        "orfeas_telemetry_queue_records", "Records that wait to be counted.", waiting::getAsInt);
  }

  void watchers(IntSupplier watching) {
    metrics.gauge(
        "orfeas_telemetry_watchers", "Streams that follow the figures live.", watching::getAsInt);
  }
}
