package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract for gRPC. */
abstract class AccessGrpcContract extends AccessKeyContract {
  @Test
  void grpc_signed_streams() throws Exception {
    List<GenerateResponse> events = new java.util.ArrayList<>();

    stub(agent)
        .generate(
            GenerateRequest.newBuilder()
                .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(EdgeClient.ball())))
                .setQuality(1)
                .build())
        .forEachRemaining(events::add);

    assertThat(events).hasSize(6);
  }

  @Test
  void grpc_unsigned_isUnauthenticated() {
    assertGrpcRefused(
        () ->
            edge.stub("gproto", InferenceServiceBlockingStub.class)
                .getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.UNAUTHENTICATED,
        "UNSIGNED");
  }

  @Test
  void grpc_wronglySigned_isUnauthenticated() {
    InferenceServiceBlockingStub forged = stub(new Credentials(agent.apiKey(), "guess"));

    assertGrpcRefused(
        () -> forged.getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.UNAUTHENTICATED,
        "BAD_SIGNATURE");
  }

  @Test
  void grpc_overTheRate_hasRetryInfo() throws Exception {
    InferenceServiceBlockingStub slow = stub(newAgent("slow-grpc", 1, 0));
    slow.getGpuStats(GetGpuStatsRequest.getDefaultInstance());

    assertGrpcRefused(
        () -> slow.getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.RESOURCE_EXHAUSTED,
        "RATE_LIMITED");
  }

  @Test
  void undeclared_doesNotExist() throws Exception {
    CacheServiceBlockingStub cache = client(agent).build(CacheServiceBlockingStub.class);

    // Envoy has no route to it, the embedded edge a gate before it.
    assertThatThrownBy(() -> cache.acquire(AcquireRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode())
                    .isIn(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED));
    for (String path : List.of("/metrics", "/nope", "/api/v1/artifacts/a/b")) {
      assertThat(edge.get(path).statusCode()).as(path).isIn(401, 404);
    }
  }

  private InferenceServiceBlockingStub stub(Credentials by) {
    return client(by).build(InferenceServiceBlockingStub.class);
  }

  private com.linecorp.armeria.client.grpc.GrpcClientBuilder client(Credentials by) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + port + "/")
        .responseTimeout(Duration.ofMinutes(2))
        .decorator(new RequestSigner(by, InstantSource.system()));
  }

  private static void assertGrpcRefused(Runnable call, Status.Code code, String reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode()).as(thrown.toString()).isEqualTo(code);
              assertThat(StatusProto.fromThrowable(thrown).getDetailsList().toString())
                  .contains(reason);
            });
  }
}
