package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.linecorp.armeria.client.grpc.GrpcClients;
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
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over gRPC in one trace, on every thread model, and how they end their spans. */
@Timeout(60)
class ITGrpcTracing {
  private static final SpanContext UNSAMPLED =
      SpanContext.create(
          "1".repeat(32), "2".repeat(16), TraceFlags.getDefault(), TraceState.getDefault());

  private final KeptSpans spans = new KeptSpans();
  private final Tracing tracing = spans.tracing;

  @Test
  void grpc_callUnderASpan_isOneTrace() {
    for (boolean blocking : new boolean[] {false, true}) {
      CurrentTrace service = new CurrentTrace();
      try (Server server = grpcServer(service, blocking)) {
        String traceId =
            spans.underASpan(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()));

        assertThat(service.seen).as("blocking %s", blocking).isEqualTo(traceId);
        spans.assertOneTrace(traceId, 3);
      }
    }
  }

  @Test
  void grpc_callInATraceThatIsNotSampled_makesNoSpanAndHandsItOn() {
    for (boolean blocking : new boolean[] {false, true}) {
      CurrentTrace service = new CurrentTrace();
      try (Server server = grpcServer(service, blocking);
          Scope scope = Span.wrap(UNSAMPLED).makeCurrent()) {
        stub(server).getStats(GetStatsRequest.getDefaultInstance());

        assertThat(service.seen).as("blocking %s", blocking).isEqualTo(UNSAMPLED.getTraceId());
        assertThat(spans.all()).isEmpty();
      }
    }
  }

  @Test
  void grpc_callWithinTheProcess_hasTheSpanOfTheServerAlone() {
    CurrentTrace service = new CurrentTrace();
    try (OrfeasServer server = nearServer(service)) {
      String traceId =
          spans.underASpan(() -> nearStub(server).getStats(GetStatsRequest.getDefaultInstance()));

      assertThat(service.seen).isEqualTo(traceId);
      spans.assertOneTrace(traceId, 2);
    }
  }

  @Test
  void grpc_callWithinTheProcessInATraceThatIsNotSampled_makesNoSpanAndHandsItOn() {
    CurrentTrace service = new CurrentTrace();
    try (OrfeasServer server = nearServer(service);
        Scope scope = Span.wrap(UNSAMPLED).makeCurrent()) {
      nearStub(server).getStats(GetStatsRequest.getDefaultInstance());

      assertThat(service.seen).isEqualTo(UNSAMPLED.getTraceId());
      assertThat(spans.all()).isEmpty();
    }
  }

  @Test
  void grpc_callWithinTheProcessOutsideOfATrace_beginsOne() {
    CurrentTrace service = new CurrentTrace();
    try (OrfeasServer server = nearServer(service)) {
      nearStub(server).getStats(GetStatsRequest.getDefaultInstance());

      SpanData span = spans.finished(SpanKind.SERVER);
      assertThat(span.getTraceId()).isEqualTo(service.seen);
      assertThat(span.getParentSpanContext().isValid()).isFalse();
    }
  }

  @Test
  void grpc_handlerThatGoesOnWhereItMayBlock_isInTheSameTrace() {
    CurrentTrace service = new CurrentTrace();
    Handler waits =
        new Handler(caller -> CallContext.mayBlock().execute(() -> service.answer(caller)));
    try (Server server = grpcServer(waits, false)) {
      String traceId =
          spans.underASpan(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()));

      assertThat(service.thread).contains("blocking");
      assertThat(service.seen).isEqualTo(traceId);
    }
  }

  @Test
  void grpc_handlerThatThrows_endsTheSpanAsAnError() {
    Handler broken =
        new Handler(
            caller -> {
              throw new IllegalStateException("broken");
            });
    for (boolean blocking : new boolean[] {false, true}) {
      try (Server server = grpcServer(broken, blocking)) {
        assertThatThrownBy(() -> stub(server).getStats(GetStatsRequest.getDefaultInstance()))
            .isInstanceOf(StatusRuntimeException.class);

        SpanData span = spans.finished(SpanKind.SERVER);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(KeptSpans.code(span)).isEqualTo(Status.Code.INTERNAL.value());
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
    try (Server server = grpcServer(new Handler(waiting::add), false)) {
      ListenableFuture<GetStatsResponse> call =
          CacheServiceGrpc.newFutureStub(stub(server).getChannel())
              .getStats(GetStatsRequest.getDefaultInstance());
      waiting.take();
      call.cancel(true);

      for (SpanKind side : List.of(SpanKind.SERVER, SpanKind.CLIENT)) {
        assertThat(KeptSpans.code(spans.finished(side)))
            .as("%s", side)
            .isEqualTo(Status.Code.CANCELLED.value());
      }
    }
  }

  @Test
  void grpc_callThatTheServerHasNoTimeFor_endsTheSpanAsAnError() {
    Handler silent = new Handler(caller -> {});
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

      SpanData span = spans.finished(SpanKind.SERVER);
      assertThat(KeptSpans.code(span)).isEqualTo(Status.Code.DEADLINE_EXCEEDED.value());
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void grpc_answers_areHandedOverInTheCallersTrace() throws Exception {
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
      try (Scope scope = Span.wrap(UNSAMPLED).makeCurrent()) {
        CacheServiceGrpc.newStub(channel).getStats(GetStatsRequest.getDefaultInstance(), noting);
      }

      assertThat(seen.take()).isEqualTo(UNSAMPLED);
      assertThat(seen.take()).isEqualTo(UNSAMPLED);
    }
  }

  private OrfeasServer nearServer(CacheServiceGrpc.CacheServiceImplBase service) {
    Env env = Env.of(Map.of("ORFEAS_CACHE_PORT", "0", "ORFEAS_DRAIN_TIMEOUT", "1s"));
    ServerSettings settings = ServerSettings.read(env, "ORFEAS_CACHE", 0);
    return OrfeasServer.start("cache", settings, new Metrics(), tracing, List.of(service));
  }

  private CacheServiceBlockingStub nearStub(OrfeasServer server) {
    String target = server.nearTarget();
    return CacheServiceGrpc.newBlockingStub(
        Channels.open(
            Peers.of(Optional.empty()),
            target,
            tracing.grpcClient(target).stream().toList(),
            CacheServiceStub.class));
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

  /** Notes the trace it is called in. */
  private static final class CurrentTrace extends CacheServiceGrpc.CacheServiceImplBase {
    private volatile String seen = "";
    private volatile String thread = "";

    @Override
    public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
      answer(caller);
    }

    void answer(StreamObserver<GetStatsResponse> caller) {
      seen = Span.current().getSpanContext().getTraceId();
      thread = Thread.currentThread().getName();
      caller.onNext(GetStatsResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }

  /** Answers as it is told. */
  private static final class Handler extends CacheServiceGrpc.CacheServiceImplBase {
    private final Consumer<StreamObserver<GetStatsResponse>> answer;

    Handler(Consumer<StreamObserver<GetStatsResponse>> answer) {
      this.answer = answer;
    }

    @Override
    public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> caller) {
      answer.accept(caller);
    }
  }
}
