package io.orfeas.inference;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Source;
import io.orfeas.runtime.TraceParent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one run: {@code run}, and within it {@code queue}, {@code prepare} (decode and cut
 * out) and one per stage. The run is a part of the request that caused it and may outlive it.
 */
final class RunSpans {
  private final Tracer tracer;
  private final Source source;
  private final String precision;
  private final Span run;
  private final Context context;
  private Span phase;

  /** What did the stages so far; the bytes are the same wherever that is. */
  private @Nullable ComputedOn device;

  RunSpans(Tracer tracer, RunRequest request, Source source) {
    this.tracer = tracer;
    this.source = source;
    precision = precision(request.options().estimator());
    run = describe(tracer.spanBuilder("run").startSpan());
    if (run.isRecording()) {
      run.setAllAttributes(SpanAttributes.of(request));
    }
    context = RunTerms.of(request).in(Context.current().with(run));
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
    device = device == null ? result.computedOn() : device.and(result.computedOn());
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
    if (device != null) {
      run.setAttribute(SpanAttributes.DEVICE, device.wireName());
    }
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

  /** Estimators that have several number formats end with the one they run in. */
  private static String precision(String estimator) {
    for (Precision known : Precision.values()) {
      if (estimator.endsWith("-" + known.wireName())) {
        return known.wireName();
      }
    }
    return Precision.FP32.wireName();
  }

  private Span describe(Span span) {
    return span.setAttribute(SpanAttributes.CACHE, source.wireName())
        .setAttribute(SpanAttributes.PRECISION, precision);
  }
}
