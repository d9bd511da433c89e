package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.orfeas.inference.v1.GenerateResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The REST contract, with real pictures, through the embedded edge. */
class ITRestApi {
  private static final List<String> ALL =
      List.of(
          "accepted",
          "voxel_preview",
          "rough_mesh",
          "refined_mesh",
          "final_optimized",
          "completed");

  @TempDir static Path data;
  private static RunningSystem system;
  private static byte[] picture;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    picture = Files.readAllBytes(Repository.sample("mug.png"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void generateProgressive_sample_streamsEveryStageAsALine() throws Exception {
    HttpResponse<byte[]> response =
        system.post("/api/v1/generate-progressive?quality=3", picture, "Content-Type", "image/png");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/x-ndjson");
    List<GenerateResponse> events = lines(response);
    assertThat(events).extracting(GenerateResponse::getStage).isEqualTo(ALL);
    assertThat(events)
        .extracting(GenerateResponse::getProgress)
        .containsExactly(0, 25, 50, 75, 100, 100);
    assertThat(events.get(5).getStatus()).isEqualTo("complete");
    assertThat(events.get(1).getData().getDimensionsList()).containsExactly(32, 32, 32);
    assertThat(events.get(4).getData().getFaces()).isBetween(100, 9_000);
  }

  @Test
  void generateProgressive_again_isAnsweredFromTheCache() throws Exception {
    String path = "/api/v1/generate-progressive?quality=2";
    List<GenerateResponse> first = lines(system.post(path, picture));
    long hits = cacheStat("hits");

    List<GenerateResponse> second = lines(system.post(path, picture));

    assertThat(first.get(0).getCache()).isEqualTo("miss");
    assertThat(second.get(0).getCache()).isEqualTo("hit");
    assertThat(second.subList(1, 6)).isEqualTo(first.subList(1, 6));
    assertThat(cacheStat("hits")).isEqualTo(hits + 1);
  }

  @Test
  void generateProgressive_eventStreamAccepted_isServerSentEvents() throws Exception {
    HttpResponse<byte[]> response =
        system.post(
            "/api/v1/generate-progressive?quality=1", picture, "Accept", "text/event-stream");

    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    List<String> blocks = List.of(text(response).strip().split("\n\n"));
    assertThat(blocks).hasSize(6).allMatch(block -> block.contains("\ndata: {"));
  }

  @Test
  void generate_plain_answersTheFinalEventAsJson() throws Exception {
    HttpResponse<byte[]> response = system.post("/api/v1/generate?quality=1", picture);

    GenerateResponse event = parse(text(response));
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(event.getStage()).isEqualTo("completed");
    assertThat(event.getData().getUrl()).startsWith("/api/v1/artifacts/");
  }

  @Test
  void generate_meshAccepted_answersTheFileThatTheArtifactIs() throws Exception {
    HttpResponse<byte[]> mesh =
        system.post("/api/v1/generate?quality=1", picture, "Accept", "model/gltf-binary");
    GenerateResponse event = parse(text(system.post("/api/v1/generate?quality=1", picture)));

    HttpResponse<byte[]> artifact = system.get(event.getData().getUrl());

    assertThat(mesh.headers().firstValue("content-type")).hasValue("model/gltf-binary");
    assertThat(new String(mesh.body(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("glTF");
    assertThat(artifact.body()).isEqualTo(mesh.body());
    assertThat(artifact.body())
        .hasSize((int) event.getData().getArtifact().getDigest().getSizeBytes());
  }

  @Test
  void artifact_otherFormats_areMadeFromTheGlb() throws Exception {
    GenerateResponse event =
        parse(text(system.post("/api/v1/generate?quality=1&format=stl", picture)));
    String url = "/api/v1/artifacts/" + event.getData().getArtifact().getDigest().getSha256();

    HttpResponse<byte[]> stl = system.get(event.getData().getUrl());

    assertThat(event.getData().getUrl()).isEqualTo(url + "?format=stl");
    assertThat(stl.body()).hasSize(84 + 50 * event.getData().getFaces());
    assertThat(text(system.get(url + "?format=ply"))).startsWith("ply\n");
    assertThat(new String(system.get(url + "?format=obj").body(), 0, 2, StandardCharsets.US_ASCII))
        .isEqualTo("PK");
  }

  @Test
  void generate_multipartForm_isTakenAsBrowsersSendIt() throws Exception {
    String boundary = "edge-of-a-part";
    byte[] head =
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"quality\"\r\n\r\n1\r\n--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[head.length + picture.length + tail.length];
    System.arraycopy(head, 0, body, 0, head.length);
    System.arraycopy(picture, 0, body, head.length, picture.length);
    System.arraycopy(tail, 0, body, head.length + picture.length, tail.length);

    HttpResponse<byte[]> response =
        system.post(
            "/api/v1/generate", body, "Content-Type", "multipart/form-data; boundary=" + boundary);

    assertThat(parse(text(response)).getStage()).isEqualTo("completed");
  }

  @Test
  void operations_everyPath_answers() throws Exception {
    assertThat(text(system.get("/health"))).contains("true");
    assertThat(text(system.get("/metrics")))
        .contains("orfeas_stage_duration_seconds", "orfeas_queue_depth", "jvm_memory");
    assertThat(text(system.get("/api/v1/gpu/stats"))).contains("\"available\":false", "cpu (");
    assertThat(system.get("/api/gpu/status").statusCode()).isEqualTo(200);
    assertThat(text(system.get("/api/v1/cache/stats"))).contains("hit_rate");
    assertThat(text(system.get("/api/performance/summary"))).contains("p95_seconds");
    assertThat(system.get("/api/performance/bottlenecks").statusCode()).isEqualTo(200);
    assertThat(system.get("/api/performance/recommendations").statusCode()).isEqualTo(200);
    assertThat(system.get("/nowhere").statusCode()).isEqualTo(404);
  }

  private static long cacheStat(String name) throws Exception {
    String stats = text(system.get("/api/v1/cache/stats"));
    return Long.parseLong(stats.replaceAll(".*\"" + name + "\":\"(\\d+)\".*", "$1"));
  }

  private static List<GenerateResponse> lines(HttpResponse<byte[]> response) throws Exception {
    List<GenerateResponse> events = new ArrayList<>();
    for (String line : text(response).split("\n")) {
      events.add(parse(line));
    }
    return events;
  }

  private static GenerateResponse parse(String json) throws Exception {
    GenerateResponse.Builder event = GenerateResponse.newBuilder();
    JsonFormat.parser().merge(json, event);
    return event.build();
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
