package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Objects;

/** Tracing whose spans are kept, and what tests ask of them. */
final class KeptSpans {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  final Tracing tracing =
      Tracing.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build());

  /** Makes a call under a span of its own; its trace. */
  String underASpan(Runnable call) {
    Span span = tracing.tracer().spanBuilder("caller").setParent(Context.root()).startSpan();
    try (Scope scope = span.makeCurrent()) {
      call.run();
    } finally {
      span.end();
    }
    return span.getSpanContext().getTraceId();
  }

  /** Spans end on the server's threads, some after the client has its answer. */
  void assertOneTrace(String traceId, int count) {
    List<SpanData> finished = spans.getFinishedSpanItems();
    while (finished.size() < count) {
      pause();
      finished = spans.getFinishedSpanItems();
    }
    assertThat(finished).hasSize(count);
    assertThat(finished).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(traceId));
    spans.reset();
  }

  /** The span of one side, once it has ended. */
  SpanData finished(SpanKind side) {
    while (true) {
      for (SpanData span : spans.getFinishedSpanItems()) {
        if (span.getKind() == side) {
          return span;
        }
      }
      pause();
    }
  }

  /** The status of a gRPC call as its span has it. */
  static long code(SpanData span) {
    return Objects.requireNonNull(
        span.getAttributes().get(AttributeKey.longKey("rpc.grpc.status_code")));
  }

  /** The timeout of a test only interrupts it. */
  private static void pause() {
    Thread.onSpinWait();
    if (Thread.interrupted()) {
      throw new AssertionError("the span has not ended");
    }
  }

  /** So far. */
  List<SpanData> all() {
    return spans.getFinishedSpanItems();
  }

  void reset() {
    spans.reset();
  }
}
