package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.reflection.v1.ServerReflectionGrpc.ServerReflectionStub;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.inference.v1.ResumeResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC contract on the edge's own address. */
class ITGrpcApi {
  @TempDir static Path data;
  private static RunningSystem system;
  private static ByteString picture;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    picture = ByteString.copyFrom(Files.readAllBytes(Repository.sample("robot.png")));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void generate_inlineArtifacts_carriesEveryMesh() {
    List<GenerateResponse> events =
        generate(request().setInlineArtifacts(true).setFormat("ply").build());

    for (GenerateResponse event : events.subList(1, 4)) {
      assertThat(event.getData().getContent().startsWith(ByteString.copyFromUtf8("glTF"))).isTrue();
    }
    assertThat(events.get(5).getData().getContent().startsWith(ByteString.copyFromUtf8("ply\n")))
        .isTrue();
  }

  @Test
  void resume_fromAToken_givesTheEventsAfterIt() {
    List<GenerateResponse> events = generate(request().build());
    List<GenerateResponse> rest = new ArrayList<>();

    stub()
        .resume(ResumeRequest.newBuilder().setResumeToken(events.get(2).getResumeToken()).build())
        .forEachRemaining((ResumeResponse response) -> rest.add(response.getEvent()));

    assertThat(rest).isEqualTo(events.subList(3, 6));
  }

  @Test
  void generate_digestFirst_needsNoUploadOnceKnown() throws Exception {
    generate(request().build());
    String sha256 = RequestKey.sha256(picture.toByteArray());

    List<GenerateResponse> events = generate(request().clearImage().setImageSha256(sha256).build());

    assertThat(events).hasSize(6);
  }

  @Test
  void health_everyService_isServing() {
    HealthBlockingStub health = system.stub(HealthBlockingStub.class);

    for (String service : List.of("", "orfeas.inference.v1.InferenceService")) {
      assertThat(
              health.check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void reflection_listServices_namesThemAll() throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    ServerReflectionStub reflection =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + system.edgePort() + "/", ServerReflectionStub.class);
    StreamObserver<ServerReflectionRequest> ask =
        reflection.serverReflectionInfo(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerReflectionResponse response) {
                names.complete(
                    response.getListServicesResponse().getServiceList().stream()
                        .map(ServiceResponse::getName)
                        .toList());
              }

              @Override
              public void onError(Throwable thrown) {
                names.completeExceptionally(thrown);
              }

              @Override
              public void onCompleted() {}
            });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(names.get(20, TimeUnit.SECONDS))
        .contains(
            "orfeas.inference.v1.InferenceService",
            "orfeas.cache.v1.CacheService",
            "orfeas.telemetry.v1.TelemetryService",
            "grpc.health.v1.Health");
    ask.onCompleted();
  }

  private static GenerateRequest.Builder request() {
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(picture))
        .setQuality(2);
  }

  private static List<GenerateResponse> generate(GenerateRequest request) {
    List<GenerateResponse> events = new ArrayList<>();
    stub().generate(request).forEachRemaining(events::add);
    return events;
  }

  private static InferenceServiceBlockingStub stub() {
    return system.stub(InferenceServiceBlockingStub.class);
  }
}
