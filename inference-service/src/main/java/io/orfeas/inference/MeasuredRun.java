package io.orfeas.inference;

import io.opentelemetry.context.Scope;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.run.ObservedRun;
import io.orfeas.inference.run.RunRequest;
import java.time.Duration;

/** One run: what it took goes to the metrics, to the telemetry-service and into spans. */
final class MeasuredRun implements ObservedRun {
  private final RunRequest request;
  private final InferenceMetrics metrics;
  private final TelemetryReporter reporter;
  private final RunSpans spans;
  private final long queued = System.nanoTime();

  MeasuredRun(
      RunRequest request, InferenceMetrics metrics, TelemetryReporter reporter, RunSpans spans) {
    this.request = request;
    this.metrics = metrics;
    this.reporter = reporter;
    this.spans = spans;
  }

  @Override
  public Runnable carry(Runnable work) {
    return spans.context().wrap(work);
  }

  @Override
  public String traceParent() {
    return spans.traceParent();
  }

  @Override
  public void started() {
    spans.started();
    metrics.queueWait(Duration.ofNanos(System.nanoTime() - queued));
  }

  @Override
  public void accepted() {
    spans.accepted();
  }

  @Override
  public void finished(StageResult result) {
    try (Scope scope = spans.stage(result).makeCurrent()) {
      record(result.stage(), result.duration(), "ok", result.peakDeviceBytes());
    }
  }

  @Override
  public void broken(Stage stage, Duration duration, String outcome) {
    try (Scope scope = spans.broken(stage, duration, outcome).makeCurrent()) {
      record(stage, duration, outcome, 0);
    }
  }

  @Override
  public void outOfMemory(String stage) {
    metrics.outOfMemory(stage);
  }

  @Override
  public void ended(String outcome) {
    spans.ended(outcome);
  }

  /** In the span of the stage, which becomes the exemplar and is linked to from the report. */
  private void record(Stage stage, Duration duration, String outcome, long peakBytes) {
    metrics.stage(stage, outcome, duration);
    reporter.stage(request.options(), stage, duration, outcome, peakBytes);
  }
}
