package io.orfeas.inference;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import io.orfeas.runtime.TraceParent;
import java.time.Duration;
import java.time.Instant;

/**
 * The spans of one run: {@code run}, and within it {@code queue}, {@code prepare} (decode and cut
 * out) and one per stage. The run is a part of the request that caused it and may outlive it.
 */
final class RunSpans {
  /** What the kernels of all stages are written for: none of them has a second form yet. */
  private static final String DEVICE = "cpu";

  private static final String PRECISION = "fp32";

  private final Tracer tracer;
  private final Source source;
  private final Span run;
  private final Context context;
  private Span phase;

  RunSpans(Tracer tracer, RunRequest request, Source source) {
    this.tracer = tracer;
    this.source = source;
    run = describe(tracer.spanBuilder("run").startSpan());
    if (run.isRecording()) {
      run.setAllAttributes(SpanAttributes.of(request));
    }
    context = Context.current().with(run);
    phase = phase("queue");
  }

  /** The run, for what is done in it. */
  Context context() {
    return context;
  }

  String traceParent() {
    return TraceParent.of(context);
  }

  void started() {
    phase.end();
    phase = phase("prepare");
  }

  void accepted() {
    phase.end();
  }

  /** The span of a stage that is done. */
  Context stage(StageResult result) {
    Span span = stage(result.stage(), result.duration(), "ok");
    if (span.isRecording()) {
      span.setAllAttributes(SpanAttributes.of(result));
    }
    span.end();
    return context.with(span);
  }

  /** The span of a stage that has no result. */
  Context broken(Stage stage, Duration duration, String outcome) {
    Span span = stage(stage, duration, outcome);
    span.setStatus(StatusCode.ERROR, outcome);
    span.end();
    return context.with(span);
  }

  void ended(String outcome) {
    // Once more where the run ended before its stages; ending a span again does nothing.
    phase.end();
    run.setAttribute(SpanAttributes.OUTCOME, outcome);
    if (outcome.equals("error")) {
      run.setStatus(StatusCode.ERROR);
    }
    run.end();
  }

  private Span stage(Stage stage, Duration duration, String outcome) {
    return describe(
        tracer
            .spanBuilder(stage.wireName())
            .setParent(context)
            .setStartTimestamp(Instant.now().minus(duration))
            .setAttribute(SpanAttributes.OUTCOME, outcome)
            .startSpan());
  }

  private Span phase(String name) {
    return tracer.spanBuilder(name).setParent(context).startSpan();
  }

  private Span describe(Span span) {
    return span.setAttribute(SpanAttributes.CACHE, source.wireName())
        .setAttribute(SpanAttributes.DEVICE, DEVICE)
        .setAttribute(SpanAttributes.PRECISION, PRECISION);
  }
}
