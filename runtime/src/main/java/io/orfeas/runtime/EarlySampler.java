package io.orfeas.runtime;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Decides before a span is begun whether a new trace is sampled, for beginning one means gathering
 * its attributes. What was decided holds for the span that follows; all else is as another sampler
 * says.
 */
final class EarlySampler implements Sampler {
  private static final ContextKey<Boolean> SAMPLED = ContextKey.named("orfeas-sampled");

  private final Sampler sampler;
  private final boolean isFinal;

  private EarlySampler(Sampler sampler, boolean isFinal) {
    this.sampler = sampler;
    this.isFinal = isFinal;
  }

  /**
   * An early sampler.
   *
   * @param sampler who decides
   * @param isFinal whether it decides by the caller's decision or the trace's number alone: one
   *     that looks at attributes is asked when there are some
   */
  static EarlySampler of(Sampler sampler, boolean isFinal) {
    Sampler asked = sampler instanceof EarlySampler early ? early.sampler : sampler;
    return new EarlySampler(asked, isFinal);
  }

  /** Whether a trace that is not sampled here never is. */
  boolean isFinal() {
    return isFinal;
  }

  /** The same context, if it is within a trace; else with what is decided about a new one. */
  Context decide(Context context) {
    if (!isFinal || Span.fromContext(context).getSpanContext().isValid()) {
      return context;
    }
    String trace = PromisedIds.traceId(context);
    return ask(context, trace).getDecision() == SamplingDecision.DROP
        ? context.with(Span.wrap(unsampled(trace)))
        : context.with(SAMPLED, true);
  }

  private SamplingResult ask(Context context, String trace) {
    return sampler.shouldSample(
        context, trace, "request", SpanKind.SERVER, Attributes.empty(), List.of());
  }

  private static SpanContext unsampled(String trace) {
    return SpanContext.create(
        trace,
        IdGenerator.random().generateSpanId(),
        TraceFlags.getDefault(),
        TraceState.getDefault());
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    boolean isNew = !Span.fromContext(parent).getSpanContext().isValid();
    return isNew && parent.get(SAMPLED) != null
        ? SamplingResult.recordAndSample()
        : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return sampler.getDescription();
  }
}
