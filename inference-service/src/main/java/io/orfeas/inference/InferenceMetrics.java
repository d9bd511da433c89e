package io.orfeas.inference;

import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.run.Source;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;

/** What the inference service counts and times. */
final class InferenceMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram stages;
  private final Histogram firstStages;
  private final Counter generations;
  private final Counter cacheFailures;
  private final Counter droppedReports;

  InferenceMetrics(Metrics metrics) {
    stages =
        metrics.durations(
            "orfeas_stage_duration_seconds", "Time to compute a stage.", "stage", "outcome");
    firstStages =
        metrics.durations(
            "orfeas_time_to_first_stage_seconds",
            "Time from the arrival of a request to its first stage.",
            "source");
    generations =
        metrics.counter(
            "orfeas_generations_total",
            "Generations that ended, by where their events came from.",
            "source",
            "outcome");
    cacheFailures =
        metrics.counter(
            "orfeas_cache_call_failures_total",
            "Calls to the cache-service that failed or were refused.",
            "operation");
    droppedReports =
        metrics.counter(
            "orfeas_telemetry_dropped_total",
            "Telemetry records dropped because the telemetry-service is behind or away.");
  }

  void stage(Stage stage, String outcome, Duration duration) {
    stages.labels(stage.wireName(), outcome).observe(seconds(duration));
  }

  void firstStage(Source source, Duration duration) {
    firstStages.labels(source.wireName()).observe(seconds(duration));
  }

  void generation(Source source, String outcome) {
    generations.labels(source.wireName(), outcome).inc();
  }

  Counter cacheFailures() {
    return cacheFailures;
  }

  void droppedReports(int records) {
    droppedReports.inc(records);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
