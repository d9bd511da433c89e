package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceImplBase;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.prometheus.client.exporter.common.TextFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service answers callers in its process as it answers those across the network. */
class ITNearServer {
  private final CacheServiceImplBase service =
      new CacheServiceImplBase() {
        @Override
        public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> call) {
          Duration remaining = CallContext.remaining();
          if (remaining.toMillis() < 1000) {
            call.onError(
                StatusMapper.toException(
                    Failure.of(Code.DEADLINE_EXCEEDED, "TOO_SHORT", "deadline: too short")));
            return;
          }
          call.onNext(GetStatsResponse.newBuilder().setHits(7).build());
          call.onCompleted();
        }
      };
  private final Metrics metrics = new Metrics();
  private OrfeasServer server;

  @BeforeEach
  void start() {
    server = newServer(metrics);
  }

  private OrfeasServer newServer(Metrics counted) {
    Env env = Env.of(Map.of("ORFEAS_CACHE_PORT", "0", "ORFEAS_DRAIN_TIMEOUT", "1s"));
    return OrfeasServer.start(
        "cache", ServerSettings.read(env, "ORFEAS_CACHE", 0), counted, List.of(service));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void call_nearAndFar_isAnsweredAlikeAndCounted() {
    for (String target : List.of(server.nearTarget(), "127.0.0.1:" + server.port())) {
      CacheServiceBlockingStub stub = CacheServiceGrpc.newBlockingStub(open(target));

      assertThat(stub.getStats(GetStatsRequest.getDefaultInstance()).getHits()).isEqualTo(7);
      assertThatThrownBy(
              () ->
                  stub.withDeadlineAfter(900, TimeUnit.MILLISECONDS)
                      .getStats(GetStatsRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("DEADLINE_EXCEEDED");
    }
    assertThat(metrics.expose(TextFormat.CONTENT_TYPE_004))
        .contains(
            "grpc_server_started_total{grpc_type=\"unary\",grpc_service=\"orfeas.cache.v1"
                + ".CacheService\",grpc_method=\"GetStats\",} 4.0");
  }

  @Test
  void call_afterTheServerHasEnded_isUnavailable() {
    OrfeasServer other = newServer(new Metrics());
    CacheServiceBlockingStub stub = CacheServiceGrpc.newBlockingStub(open(other.nearTarget()));
    stub.getStats(GetStatsRequest.getDefaultInstance());

    other.close();

    assertThatThrownBy(() -> stub.getStats(GetStatsRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  private static Channel open(String target) {
    return Channels.open(Peers.of(Optional.empty()), target, List.of(), CacheServiceStub.class);
  }
}
