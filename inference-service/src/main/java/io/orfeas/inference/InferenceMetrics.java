package io.orfeas.inference;

import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.v1.Degradation;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What the inference service counts and times. */
final class InferenceMetrics {
  /** Where memory runs out when a stored file is converted for a download. */
  static final String ARTIFACT = "artifact";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final List<String> OUTCOMES = List.of("ok", "error", "cancelled", "rejected");

  private final Histogram stages;
  private final Histogram firstStages;
  private final Histogram queueWaits;
  private final Histogram requests;
  private final Counter generations;
  private final Counter outOfMemory;
  private final Counter degraded;
  private final Counter cacheFailures;
  private final Counter droppedReports;
  private final Metrics metrics;

  InferenceMetrics(Metrics metrics) {
    this.metrics = metrics;
    stages =
        metrics.durations(
            "orfeas_stage_duration_seconds", "Time to compute a stage.", "stage", "outcome");
    firstStages =
        metrics.durations(
            "orfeas_time_to_first_stage_seconds",
            "Time from the arrival of a request to its first stage.",
            "source");
    queueWaits =
        metrics.durations(
            "orfeas_queue_wait_seconds", "Time that computations waited for a thread.");
    requests =
        metrics.durations(
            "orfeas_generation_duration_seconds",
            "Time from the arrival of a request to its end.",
            "source",
            "outcome");
    generations =
        metrics.counter(
            "orfeas_generations_total",
            "Generations that ended, by where their events came from.",
            "source",
            "outcome");
    // Known from the start: Prometheus does not see the first step of a counter that begins at one.
    for (Source source : Source.values()) {
      OUTCOMES.forEach(outcome -> generations.labels(source.wireName(), outcome));
    }
    OUTCOMES.forEach(outcome -> generations.labels(RequestOutcome.RESUMED, outcome));
    generations.labels(RequestOutcome.NOT_ASKED, "rejected");
    generations.labels(RequestOutcome.NOT_ASKED, "error");
    outOfMemory =
        metrics.counter(
            "orfeas_oom_total",
            "Stages that ran out of memory, and whether the generation was saved.",
            "stage",
            "recovered");
    outOfMemory.labels(Events.ACCEPTED, "false");
    outOfMemory.labels(ARTIFACT, "false");
    for (Stage stage : Stage.values()) {
      outOfMemory.labels(stage.wireName(), "false");
    }
    degraded =
        metrics.counter(
            "orfeas_degraded_generations_total",
            "Generations answered with an earlier stage than the last one.",
            "reason",
            "stage");
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

  void queueWait(Duration duration) {
    queueWaits.observe(seconds(duration));
  }

  void request(RequestOutcome ended) {
    generations.labels(ended.cache(), ended.outcome()).inc();
    requests.labels(ended.cache(), ended.outcome()).observe(seconds(ended.duration()));
  }

  /** Memory ran out in a stage, and the generation failed. */
  void outOfMemory(String stage) {
    outOfMemory.labels(stage, "false").inc();
  }

  /** How often memory ran out in a stage for good. */
  double failedForMemory(String stage) {
    return outOfMemory.labels(stage, "false").get();
  }

  /** Device memory ran out, and the work is tried again in another way. */
  void survivedOutOfMemory(String stage) {
    outOfMemory.labels(stage, "true").inc();
  }

  void degraded(Degradation why) {
    degraded.labels(why.getReason().toLowerCase(Locale.ROOT), why.getStage()).inc();
  }

  Counter cacheFailures() {
    return cacheFailures;
  }

  /** Exposes how many records wait to be reported. */
  void reportQueue(DoubleSupplier records) {
    metrics.gauge(
        "orfeas_telemetry_waiting_records",
        "Telemetry records that wait to be reported by the inference service.",
        records);
  }

  Counter droppedReports() {
    return droppedReports;
  }

  void droppedReports(int records) {
    droppedReports.inc(records);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
