package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceImplBase;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.PinResponse;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC calls as Prometheus sees them, of both sides, however they end. */
@Timeout(60)
class ITGrpcMetrics {
  private final Metrics metrics = new Metrics();
  private final Tracing tracing =
      Tracing.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(SdkTracerProvider.builder().build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build());
  private final OrfeasServer server =
      OrfeasServer.start(
          "test",
          ServerSettings.read(Env.of(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s")), "ORFEAS_TEST", 0),
          metrics,
          tracing,
          List.of(new Scripted()));
  private final CacheServiceBlockingStub stub =
      GrpcClients.builder("gproto+http://127.0.0.1:" + server.port())
          .responseTimeout(Duration.ZERO)
          .intercept(metrics.grpcClient())
          .intercept(tracing.grpcClient("127.0.0.1:1").stream().toList())
          .build(CacheServiceBlockingStub.class);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void call_thatSucceeds_isCountedOnBothSides() {
    stub.getStats(GetStatsRequest.getDefaultInstance());

    for (String side : List.of("server", "client")) {
      awaitSample(handled(side, "unary", "GetStats", "OK"));
      awaitSample("grpc_" + side + "_msg_sent_total{" + method("unary", "GetStats") + "} 1.0");
      awaitSample("grpc_" + side + "_msg_received_total{" + method("unary", "GetStats") + "} 1.0");
      awaitSample(
          "grpc_" + side + "_handling_seconds_count{" + method("unary", "GetStats") + "} 1.0");
    }
  }

  @Test
  void call_thatIsRefused_isCountedWithItsCode() {
    assertThatThrownBy(() -> stub.pin(PinRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);

    awaitSample(handled("server", "unary", "Pin", "NOT_FOUND"));
    awaitSample(handled("client", "unary", "Pin", "NOT_FOUND"));
  }

  @Test
  void call_thatItsCallerGivesUp_isCountedAsCancelled() {
    CacheServiceGrpc.newStub(stub.getChannel())
        .watch(WatchRequest.getDefaultInstance(), new Leaver());

    awaitSample(handled("server", "server_streaming", "Watch", "CANCELLED"));
    awaitSample(handled("client", "server_streaming", "Watch", "CANCELLED"));
  }

  @Test
  void histogram_ofATracedCall_hasItsTraceAsExemplar() {
    Span span = tracing.tracer().spanBuilder("caller").startSpan();
    try (Scope scope = span.makeCurrent()) {
      stub.getStats(GetStatsRequest.getDefaultInstance());
    }
    String exemplar = "trace_id=\"" + span.getSpanContext().getTraceId() + "\"";

    awaitSample(handled("server", "unary", "GetStats", "OK"));
    assertThat(scrape("application/openmetrics-text").lines())
        .anyMatch(
            line ->
                line.startsWith("grpc_server_handling_seconds_bucket") && line.contains(exemplar))
        .anyMatch(
            line ->
                line.startsWith("grpc_client_handling_seconds_bucket") && line.contains(exemplar));
    assertThat(scrape("text/plain")).doesNotContain("trace_id");
  }

  @Test
  void histogram_ofACallThatBeginsATrace_hasItsTraceAsExemplar() {
    stub.getStats(GetStatsRequest.getDefaultInstance());

    awaitSample(handled("client", "unary", "GetStats", "OK"));
    assertThat(scrape("application/openmetrics-text").lines())
        .anyMatch(
            line ->
                line.startsWith("grpc_client_handling_seconds_bucket")
                    && line.contains("trace_id"));
  }

  /** Calls are counted a moment after the client has its answer. */
  private void awaitSample(String sample) {
    String text = scrape("text/plain");
    while (!text.contains(sample)) {
      Thread.onSpinWait();
      if (Thread.interrupted()) {
        throw new AssertionError("no " + sample + " in " + text);
      }
      text = scrape("text/plain");
    }
  }

  private String scrape(String accept) {
    return WebClient.of("http://127.0.0.1:" + server.port())
        .blocking()
        .prepare()
        .get("/metrics")
        .header("accept", accept)
        .execute()
        .contentUtf8();
  }

  private static String handled(String side, String type, String name, String code) {
    return "grpc_%s_handled_total{%sgrpc_code=\"%s\",} 1.0"
        .formatted(side, method(type, name), code);
  }

  private static String method(String type, String name) {
    return "grpc_type=\"%s\",grpc_service=\"orfeas.cache.v1.CacheService\",grpc_method=\"%s\","
        .formatted(type, name);
  }

  /** Leaves after the first answer. */
  private static final class Leaver implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private @Nullable ClientCallStreamObserver<WatchRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
      call = started;
    }

    @Override
    public void onNext(WatchResponse response) {
      Objects.requireNonNull(call).cancel("seen enough", null);
    }

    @Override
    public void onError(Throwable cancelled) {}

    @Override
    public void onCompleted() {}
  }

  private static final class Scripted extends CacheServiceImplBase {
    @Override
    public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> call) {
      call.onNext(GetStatsResponse.getDefaultInstance());
      call.onCompleted();
    }

    @Override
    public void pin(PinRequest request, StreamObserver<PinResponse> call) {
      call.onError(Status.NOT_FOUND.asRuntimeException());
    }

    /** One event, and then nothing more until the caller leaves. */
    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> call) {
      Departure.of(call).then(() -> {});
      call.onNext(WatchResponse.getDefaultInstance());
    }
  }
}
