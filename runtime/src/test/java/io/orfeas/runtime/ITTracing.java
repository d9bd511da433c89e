package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One trace from a client through HTTP, and out over OTLP. */
@Timeout(60)
class ITTracing {
  private final KeptSpans spans = new KeptSpans();
  private final Tracing tracing = spans.tracing;

  @Test
  void http_requestUnderASpan_isOneTraceOnTheBlockingExecutorToo() {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (Server server =
        Server.builder()
            .http(0)
            .service(
                "/",
                (ctx, req) ->
                    HttpResponse.of(
                        () -> {
                          seen.add(Span.current().getSpanContext().getTraceId());
                          return HttpResponse.of(HttpStatus.OK);
                        },
                        ctx.blockingTaskExecutor()))
            .decorator(tracing.httpServer())
            .build()) {
      server.start().join();
      BlockingWebClient client =
          WebClient.builder("http://127.0.0.1:" + server.activeLocalPort())
              .decorator(tracing.httpClient())
              .build()
              .blocking();

      String traceId = spans.underASpan(() -> client.get("/"));

      assertThat(seen.remove()).isEqualTo(traceId);
      spans.assertOneTrace(traceId, 3);
    }
  }

  @Test
  void http_traceThatIsNotSampled_makesNoSpanAndHandsItOn() {
    BlockingQueue<SpanContext> seen = new LinkedBlockingQueue<>();
    try (Server server = echo(tracing, seen)) {
      BlockingWebClient client =
          BlockingWebClient.of("http://127.0.0.1:" + server.activeLocalPort());

      client
          .prepare()
          .get("/")
          .header("traceparent", "00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-00")
          .execute();

      assertThat(seen.remove().getTraceId()).isEqualTo("1".repeat(32));
      assertThat(spans.all()).isEmpty();
    }
  }

  @Test
  void http_newTraces_areSampledOnceByTheShareThatWasAskedFor() {
    BlockingQueue<SpanContext> seen = new LinkedBlockingQueue<>();
    try (Server collector = collector(new LinkedBlockingQueue<>());
        Tracing sampling = Tracing.of(half(collector), "test");
        Server server = echo(sampling, seen)) {
      BlockingWebClient client =
          BlockingWebClient.of("http://127.0.0.1:" + server.activeLocalPort());

      for (int i = 0; i < 400; i++) {
        client.get("/");
      }

      assertThat(seen).hasSize(400).allMatch(SpanContext::isValid);
      assertThat(seen.stream().map(SpanContext::getTraceId).distinct()).hasSize(400);
      // Six standard deviations to each side; a quarter if they were asked for twice.
      assertThat(seen.stream().filter(SpanContext::isSampled)).hasSizeBetween(140, 260);
    }
  }

  private static Map<String, String> half(Server collector) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + collector.activeLocalPort(),
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf",
        "OTEL_TRACES_SAMPLER",
        "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG",
        "0.5");
  }

  /** Says which trace each request is in. */
  private static Server echo(Tracing tracing, BlockingQueue<SpanContext> seen) {
    Server server =
        Server.builder()
            .http(0)
            .service(
                "/",
                (ctx, req) -> {
                  seen.add(Span.current().getSpanContext());
                  return HttpResponse.of(HttpStatus.OK);
                })
            .decorator(tracing.httpServer())
            .build();
    server.start().join();
    return server;
  }

  @Test
  void of_anEndpoint_sendsThere() throws Exception {
    BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    try (Server collector = collector(received)) {
      Tracing sending =
          Tracing.of(
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "http://127.0.0.1:" + collector.activeLocalPort(),
                  "OTEL_EXPORTER_OTLP_PROTOCOL",
                  "http/protobuf"),
              "test");
      sending.tracer().spanBuilder("stage").startSpan().end();
      sending.close();

      assertThat(received.poll(30, TimeUnit.SECONDS)).isPositive();
    }
  }

  /** Takes spans, and says how many bytes each batch had. */
  private static Server collector(BlockingQueue<Integer> received) {
    Server server =
        Server.builder()
            .http(0)
            .service(
                "/v1/traces",
                (ctx, req) ->
                    HttpResponse.of(
                        req.aggregate()
                            .thenApply(
                                body -> {
                                  received.add(body.content().length());
                                  return HttpResponse.of(HttpStatus.OK);
                                })))
            .build();
    server.start().join();
    return server;
  }
}
