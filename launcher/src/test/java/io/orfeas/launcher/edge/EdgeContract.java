package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.protobuf.StatusProto;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.Placement;
import io.orfeas.inference.v1.StageData;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every edge does alike: the production edge and the embedded one pass the same checks. */
abstract class EdgeContract extends EdgeCacheContract {
  private static final List<String> STAGES =
      List.of(
          "accepted",
          "voxel_preview",
          "rough_mesh",
          "refined_mesh",
          "final_optimized",
          "completed");
  private static final String QUICK = "?quality=1";

  @Test
  void generateProgressive_picture_answersOneLinePerStage() throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/v1/generate-progressive" + QUICK, picture());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/x-ndjson");
    assertThat(lines(answer)).extracting(GenerateResponse::getStage).isEqualTo(STAGES);
    assertThat(lines(answer))
        .extracting(GenerateResponse::getSequence)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(text(answer)).contains("\"mask_confidence\":", "\"warnings\":[]");
  }

  @Test
  void generateProgressive_eventStreamAccepted_answersEvents() throws Exception {
    HttpResponse<byte[]> answer =
        edge()
            .post(
                "/api/v1/generate-progressive" + QUICK,
                picture(),
                "Accept",
                "application/json;q=0.5, text/event-stream");

    assertThat(type(answer)).isEqualTo("text/event-stream");
    String[] blocks = text(answer).split("\n\n", -1);
    assertThat(blocks).hasSize(STAGES.size() + 1).endsWith("");
    for (int i = 0; i < STAGES.size(); i++) {
      assertThat(blocks[i]).startsWith("id: ").contains("\ndata: {");
      GenerateResponse event =
          parse(blocks[i].split("\ndata: ", 2)[1], GenerateResponse.newBuilder()).build();
      assertThat(event.getStage()).isEqualTo(STAGES.get(i));
    }
  }

  @Test
  void generate_placementAndTimeout_areTakenFromTheQuery() throws Exception {
    HttpResponse<byte[]> answer =
        edge()
            .post(
                "/api/v1/generate"
                    + QUICK
                    + "&format=ply&origin_at=base&height_m=0.5&units=cm&up_axis=z&timeout=60.5s",
                picture());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    StageData data = parse(text(answer), GenerateResponse.newBuilder()).build().getData();
    assertThat(data.getUrl())
        .endsWith("?format=ply&origin_at=base&height_m=0.5&units=cm&up_axis=z");
    assertThat(data.getPlacement())
        .isEqualTo(
            Placement.newBuilder()
                .setOriginAt("base")
                .setUnits("cm")
                .setUpAxis("z")
                .setHeightM(.5)
                .build());
    assertThat(text(edge().get(data.getUrl()))).contains("+Z up, -Y front; cm; origin base");
  }

  @Test
  void generate_plain_answersTheFinalEvent() throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/v1/generate" + QUICK, picture());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/json");
    GenerateResponse event = parse(text(answer), GenerateResponse.newBuilder()).build();
    assertThat(event.getStage()).isEqualTo("completed");
  }

  @ParameterizedTest
  @CsvSource({"model/gltf-binary,glb", "model/stl,stl", "model/*,ply"})
  void generate_meshAccepted_answersTheFileThatTheArtifactIs(String accept, String format)
      throws Exception {
    String path = "/api/v1/generate" + QUICK + "&format=" + format;
    GenerateResponse event =
        parse(text(edge().post(path, picture())), GenerateResponse.newBuilder()).build();

    HttpResponse<byte[]> mesh = edge().post(path, picture(), "Accept", accept);
    HttpResponse<byte[]> artifact = edge().get(event.getData().getUrl());

    assertThat(mesh.statusCode()).isEqualTo(200);
    assertThat(artifact.body()).isEqualTo(mesh.body());
    assertThat(type(artifact)).isEqualTo(type(mesh));
    if (format.equals("glb")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(mesh.body());
      assertThat(HexFormat.of().formatHex(digest))
          .isEqualTo(event.getData().getArtifact().getDigest().getSha256());
    }
  }

  @Test
  void generate_meshAccepted_saysInItsHeadWhatTheEventSays() throws Exception {
    String path = "/api/v1/generate" + QUICK;
    byte[] cutOff = EdgeClient.ballCutOff();
    GenerateResponse event =
        parse(text(edge().post(path, cutOff)), GenerateResponse.newBuilder()).build();

    HttpHeaders mesh = edge().post(path, cutOff, "Accept", "model/*").headers();

    assertThat(mesh.firstValue("x-orfeas-stage")).contains("final_optimized");
    assertThat(mesh.firstValue("x-orfeas-degraded")).isEmpty();
    assertThat(mesh.firstValue("x-orfeas-mask-confidence"))
        .contains(String.valueOf(event.getMaskConfidence()));
    assertThat(mesh.firstValue("x-orfeas-resume-token")).contains(event.getResumeToken());
    assertThat(event.getWarningsList()).isNotEmpty();
    assertThat(mesh.firstValue("x-orfeas-warnings"))
        .contains(String.join(", ", event.getWarningsList()));
  }

  @Test
  void generate_picturesDigestOnly_isKnownAfterwards() throws Exception {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(picture());
    edge().post("/api/v1/generate" + QUICK, picture());

    HttpResponse<byte[]> answer =
        edge()
            .post(
                "/api/v1/generate" + QUICK + "&image_sha256=" + HexFormat.of().formatHex(sum),
                new byte[0]);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
  }

  @Test
  void resume_tokenOfAnEvent_answersTheEventsAfterIt() throws Exception {
    List<GenerateResponse> events =
        lines(edge().post("/api/v1/generate-progressive" + QUICK, picture()));

    HttpResponse<byte[]> rest = edge().get("/api/v1/generations/" + events.get(3).getResumeToken());

    assertThat(type(rest)).isEqualTo("application/x-ndjson");
    assertThat(text(rest).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"event\":{\"sequence\":"));
  }

  @ParameterizedTest
  @CsvSource({
    "?quality=11, quality, INVALID_PARAMETER",
    "?style=baroque, style, INVALID_PARAMETER",
    "?quality=1&seed=-1, seed, INVALID_PARAMETER",
  })
  void generate_parameterOutOfRange_namesTheField(String query, String field, String reason)
      throws Exception {
    for (String path : List.of("/api/v1/generate", "/api/v1/generate-progressive")) {
      HttpResponse<byte[]> answer = edge().post(path + query, picture());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(type(answer)).isEqualTo("application/json");
      Status status = error(answer);
      assertThat(status.getCode()).isEqualTo(3);
      assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
      assertThat(status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0).getField())
          .isEqualTo(field);
    }
  }

  @ParameterizedTest
  @CsvSource({"colour=red, colour", "quality=abc, quality", "seed=1.5, seed"})
  void generate_parameterThatCannotBeRead_isRefusedByName(String query, String name)
      throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/v1/generate?" + query, picture());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(error(answer).getCode()).isEqualTo(3);
    assertThat(error(answer).getMessage()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"'', EMPTY_IMAGE", "hello, UNSUPPORTED_IMAGE_TYPE"})
  void generate_noPicture_saysWhy(String body, String reason) throws Exception {
    HttpResponse<byte[]> answer =
        edge().post("/api/v1/generate-progressive", body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
  }

  @Test
  void artifact_unknown_is404() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/api/v1/artifacts/" + "0".repeat(64));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(error(answer).getDetails(0).unpack(ErrorInfo.class).getReason())
        .isEqualTo("ARTIFACT_UNKNOWN");
  }

  @Test
  void artifact_malformedDigest_is400() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/api/v1/artifacts/xyz");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).getMessage()).startsWith("sha256: xyz (expected: ");
  }

  @Test
  void health_running_isHealthy() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/health");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(text(answer).strip()).isEqualTo("{\"healthy\":true}");
  }

  @Test
  void figures_allPaths_areTheMessagesOfTheirRpcs() throws Exception {
    for (String path : List.of("/api/v1/gpu/stats", "/api/gpu/status")) {
      String gpu = text(edge().get(path));
      assertThat(parse(gpu, GetGpuStatsResponse.newBuilder()).getDevice()).startsWith("cpu");
      assertThat(gpu).contains("\"available\":false", "\"optimal_batch_size\":0");
    }
    String cache = text(edge().get("/api/v1/cache/stats"));
    assertThat(parse(cache, GetStatsResponse.newBuilder()).getStore()).isNotEmpty();
    String summary = text(edge().get("/api/performance/summary?window=3600s"));
    assertThat(parse(summary, GetPerformanceSummaryResponse.newBuilder()).hasWindow()).isTrue();
    for (String path : List.of("bottlenecks", "recommendations", "timeline", "vram", "health")) {
      HttpResponse<byte[]> answer = edge().get("/api/performance/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto", "gproto-web"})
  void grpc_generate_streamsTheSameEvents(String format) throws Exception {
    InferenceServiceBlockingStub stub = edge().stub(format, InferenceServiceBlockingStub.class);
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture())))
            .setQuality(1)
            .build();

    List<GenerateResponse> events = ImmutableList.copyOf(stub.generate(request));

    assertThat(events).extracting(GenerateResponse::getStage).isEqualTo(STAGES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto", "gproto-web"})
  void grpc_badRequest_hasCodeAndDetails(String format) {
    InferenceServiceBlockingStub stub = edge().stub(format, InferenceServiceBlockingStub.class);

    assertThatThrownBy(() -> stub.generateMesh(GenerateRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode())
                  .isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
              assertThat(StatusProto.fromThrowable(thrown).getDetailsCount()).isEqualTo(2);
            });
  }

  @Test
  void grpc_health_isServing() {
    HealthBlockingStub stub = edge().stub("gproto", HealthBlockingStub.class);

    HealthCheckRequest request =
        HealthCheckRequest.newBuilder().setService("orfeas.inference.v1.InferenceService").build();

    assertThat(stub.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
  }
}
