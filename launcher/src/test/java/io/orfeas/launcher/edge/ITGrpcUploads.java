package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import io.orfeas.launcher.Await;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures that come over gRPC are within the same bound as those that come over REST. */
class ITGrpcUploads {
  private static final String NOWHERE = "127.0.0.1:1";
  private static final Env ENV =
      Env.of(
          Map.of(
              "ORFEAS_EDGE_MAX_BODY_BYTES", "1MiB",
              "ORFEAS_EDGE_MAX_UPLOAD_BYTES", "1MiB",
              "ORFEAS_DRAIN_TIMEOUT", "1s"));
  private static final GenerateRequest LONG =
      GenerateRequest.newBuilder()
          .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(new byte[700 << 10])))
          .build();

  private final BlockingQueue<StreamObserver<HttpBody>> running = new LinkedBlockingQueue<>();
  private OrfeasServer inference;
  private OrfeasServer edge;

  @BeforeEach
  void start() {
    inference =
        OrfeasServer.start(
            "inference",
            ServerSettings.read(ENV, "ORFEAS_INFERENCE", 0),
            new Metrics(),
            List.of(new Slow()));
    edge =
        EdgeServer.start(
            ServerSettings.read(ENV, "ORFEAS_EDGE", 0),
            EdgeSettings.read(ENV),
            new Metrics(),
            "127.0.0.1:" + inference.port(),
            NOWHERE,
            NOWHERE);
  }

  @AfterEach
  void stop() {
    edge.close();
    inference.close();
  }

  @Test
  void moreAtOnceThanThereIsRoomFor_areRefusedUntilOneHasEnded() throws Exception {
    CompletableFuture<Status> first = generate();
    StreamObserver<HttpBody> served = running.poll(1, TimeUnit.MINUTES);
    assertThat(served).isNotNull();

    Status refusal = generate().get(1, TimeUnit.MINUTES);

    assertThat(refusal.getCode()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED.value());
    assertThat(refusal.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("UPLOADS_BUSY");
    assertThat(refusal.getDetails(1).is(RetryInfo.class)).isTrue();
    stub(InferenceServiceBlockingStub.class).getGpuStats(GetGpuStatsRequest.getDefaultInstance());
    served.onNext(HttpBody.getDefaultInstance());
    served.onCompleted();
    assertThat(first.get(1, TimeUnit.MINUTES).getCode()).isZero();
    Await.until(
        "room for another",
        () -> {
          CompletableFuture<Status> next = generate();
          Await.until("a word", () -> next.isDone() || !running.isEmpty());
          return !running.isEmpty();
        });
  }

  private CompletableFuture<Status> generate() {
    CompletableFuture<Status> end = new CompletableFuture<>();
    stub(InferenceServiceStub.class)
        .generateMesh(
            LONG,
            new StreamObserver<>() {
              @Override
              public void onNext(HttpBody mesh) {}

              @Override
              public void onError(Throwable failure) {
                end.complete(StatusProto.fromThrowable((StatusRuntimeException) failure));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.getDefaultInstance());
              }
            });
    return end;
  }

  private <S extends io.grpc.stub.AbstractStub<S>> S stub(Class<S> type) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + edge.port() + "/").build(type);
  }

  /** Answers when the test does. */
  private final class Slow extends InferenceServiceImplBase {
    @Override
    public void generateMesh(GenerateRequest request, StreamObserver<HttpBody> caller) {
      running.add(caller);
    }

    @Override
    public void getGpuStats(
        GetGpuStatsRequest request, StreamObserver<GetGpuStatsResponse> caller) {
      caller.onNext(GetGpuStatsResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
