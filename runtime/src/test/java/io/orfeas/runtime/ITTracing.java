package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One trace from a client through HTTP and gRPC, on every thread model, and out over OTLP. */
@Timeout(60)
class ITTracing {
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Tracing tracing =
      Tracing.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build());

  @Test
  void grpc_callUnderASpan_isOneTrace() {
    for (boolean blocking : new boolean[] {false, true}) {
      CurrentTrace service = new CurrentTrace();
      try (Server server = grpcServer(service, blocking)) {
        String traceId =
            underASpan(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()));

        assertThat(service.seen).as("blocking %s", blocking).isEqualTo(traceId);
        assertOneTrace(traceId, 3);
      }
    }
  }

  @Test
  void grpc_callInATraceThatIsNotSampled_makesNoSpanAndHandsItOn() {
    SpanContext unsampled =
        SpanContext.create(
            "1".repeat(32), "2".repeat(16), TraceFlags.getDefault(), TraceState.getDefault());
    for (boolean blocking : new boolean[] {false, true}) {
      CurrentTrace service = new CurrentTrace();
      try (Server server = grpcServer(service, blocking);
          Scope scope = Span.wrap(unsampled).makeCurrent()) {
        stub(server).getStats(GetStatsRequest.getDefaultInstance());

        assertThat(service.seen).as("blocking %s", blocking).isEqualTo(unsampled.getTraceId());
        assertThat(spans.getFinishedSpanItems()).isEmpty();
      }
    }
  }

  @Test
  void grpc_callWithinTheProcess_hasTheSpanOfTheServerAlone() {
    CurrentTrace service = new CurrentTrace();
    Env env = Env.of(Map.of("ORFEAS_CACHE_PORT", "0", "ORFEAS_DRAIN_TIMEOUT", "1s"));
    try (OrfeasServer server =
        OrfeasServer.start(
            "cache",
            ServerSettings.read(env, "ORFEAS_CACHE", 0),
            new Metrics(),
            tracing,
            List.of(service))) {
      String target = server.nearTarget();
      CacheServiceBlockingStub stub =
          CacheServiceGrpc.newBlockingStub(
              Channels.open(
                  Peers.of(Optional.empty()),
                  target,
                  tracing.grpcClient(target).stream().toList(),
                  CacheServiceStub.class));

      String traceId = underASpan(() -> stub.getStats(GetStatsRequest.getDefaultInstance()));

      assertThat(service.seen).isEqualTo(traceId);
      assertOneTrace(traceId, 2);
    }
  }

  @Test
  void grpc_handlerThatThrows_endsTheSpanAsAnError() {
    CacheServiceGrpc.CacheServiceImplBase broken =
        new CacheServiceGrpc.CacheServiceImplBase() {
          @Override
          public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
            throw new IllegalStateException("broken");
          }
        };
    for (boolean blocking : new boolean[] {false, true}) {
      try (Server server = grpcServer(broken, blocking)) {
        assertThatThrownBy(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()))
            .isInstanceOf(StatusRuntimeException.class);

        SpanData span = finished(SpanKind.SERVER);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(code(span)).isEqualTo(Status.Code.INTERNAL.value());
        assertThat(span.getAttributes().get(AttributeKey.stringKey("network.peer.address")))
            .isEqualTo("127.0.0.1");
        assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("exception");
        spans.reset();
      }
    }
  }

  @Test
  void grpc_callThatIsGivenUp_endsBothSpansAsCancelled() throws Exception {
    BlockingQueue<StreamObserver<GetStatsResponse>> waiting = new LinkedBlockingQueue<>();
    CacheServiceGrpc.CacheServiceImplBase silent =
        new CacheServiceGrpc.CacheServiceImplBase() {
          @Override
          public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
            waiting.add(caller);
          }
        };
    try (Server server = grpcServer(silent, false)) {
      ListenableFuture<GetStatsResponse> call =
          CacheServiceGrpc.newFutureStub(stub(server).getChannel())
              .getStats(GetStatsRequest.getDefaultInstance());
      waiting.take();
      call.cancel(true);

      for (SpanKind side : List.of(SpanKind.SERVER, SpanKind.CLIENT)) {
        assertThat(code(finished(side))).as("%s", side).isEqualTo(Status.Code.CANCELLED.value());
      }
    }
  }

  @Test
  void grpc_callThatTheServerHasNoTimeFor_endsTheSpanAsAnError() {
    CacheServiceGrpc.CacheServiceImplBase silent =
        new CacheServiceGrpc.CacheServiceImplBase() {
          @Override
          public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
            // Never answered.
          }
        };
    try (Server server =
        Server.builder()
            .http(0)
            .requestTimeoutMillis(50)
            .service(
                GrpcService.builder()
                    .addService(silent)
                    .intercept(tracing.grpcServer().orElseThrow())
                    .useClientTimeoutHeader(false)
                    .build())
            .build()) {
      server.start().join();
      assertThatThrownBy(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class);

      SpanData span = finished(SpanKind.SERVER);
      assertThat(code(span)).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void grpc_answers_areHandedOverInTheCallersTrace() throws Exception {
    SpanContext unsampled =
        SpanContext.create(
            "1".repeat(32), "2".repeat(16), TraceFlags.getDefault(), TraceState.getDefault());
    BlockingQueue<SpanContext> seen = new LinkedBlockingQueue<>();
    StreamObserver<GetStatsResponse> noting =
        new StreamObserver<>() {
          @Override
          public void onNext(GetStatsResponse answer) {
            seen.add(Span.current().getSpanContext());
          }

          @Override
          public void onError(Throwable failure) {
            throw new AssertionError(failure);
          }

          @Override
          public void onCompleted() {
            seen.add(Span.current().getSpanContext());
          }
        };
    try (Server server = grpcServer(new CurrentTrace(), false)) {
      Channel channel = stub(server).getChannel();
      try (Scope scope = Span.wrap(unsampled).makeCurrent()) {
        CacheServiceGrpc.newStub(channel).getStats(GetStatsRequest.getDefaultInstance(), noting);
      }

      assertThat(seen.take()).isEqualTo(unsampled);
      assertThat(seen.take()).isEqualTo(unsampled);
    }
  }

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

      String traceId = underASpan(() -> client.get("/"));

      assertThat(seen.remove()).isEqualTo(traceId);
      assertOneTrace(traceId, 3);
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
      assertThat(spans.getFinishedSpanItems()).isEmpty();
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

  private Server grpcServer(CacheServiceGrpc.CacheServiceImplBase service, boolean blocking) {
    Server server =
        Server.builder()
            .http(0)
            .service(
                GrpcService.builder()
                    .addService(service)
                    .intercept(tracing.grpcServer().orElseThrow())
                    .useBlockingTaskExecutor(blocking)
                    .build())
            .build();
    server.start().join();
    return server;
  }

  private CacheServiceGrpc.CacheServiceBlockingStub stub(Server server) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.activeLocalPort())
        .intercept(tracing.grpcClient("127.0.0.1:1").orElseThrow())
        .build(CacheServiceGrpc.CacheServiceBlockingStub.class);
  }

  private String underASpan(Runnable call) {
    Span span = tracing.tracer().spanBuilder("caller").setParent(Context.root()).startSpan();
    try (Scope scope = span.makeCurrent()) {
      call.run();
    } finally {
      span.end();
    }
    return span.getSpanContext().getTraceId();
  }

  /** Spans end on the server's threads, some after the client has its answer. */
  private void assertOneTrace(String traceId, int count) {
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
  private SpanData finished(SpanKind side) {
    while (true) {
      for (SpanData span : spans.getFinishedSpanItems()) {
        if (span.getKind() == side) {
          return span;
        }
      }
      pause();
    }
  }

  private static long code(SpanData span) {
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

  /** Notes the trace it is called in. */
  private static final class CurrentTrace extends CacheServiceGrpc.CacheServiceImplBase {
    private volatile String seen = "";

    @Override
    public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
      seen = Span.current().getSpanContext().getTraceId();
      caller.onNext(GetStatsResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
