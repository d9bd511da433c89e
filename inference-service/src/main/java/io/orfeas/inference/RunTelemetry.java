package io.orfeas.inference;

import io.opentelemetry.api.trace.Tracer;
import io.orfeas.inference.run.ObservedRun;
import io.orfeas.inference.run.RunObserver;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;

/** Observes runs: their metrics, their records for the telemetry-service, and their spans. */
final class RunTelemetry implements RunObserver {
  private final InferenceMetrics metrics;
  private final TelemetryReporter reporter;
  private final Tracer tracer;

  RunTelemetry(InferenceMetrics metrics, TelemetryReporter reporter, Tracer tracer) {
    this.metrics = metrics;
    this.reporter = reporter;
    this.tracer = tracer;
  }

  @Override
  public ObservedRun queued(RunRequest request, Source source) {
    return new MeasuredRun(request, metrics, reporter, new RunSpans(tracer, request, source));
  }
}
