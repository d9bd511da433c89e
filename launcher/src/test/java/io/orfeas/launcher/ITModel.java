package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.pipeline.RequestKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models with learned weights behind the edge: the small ones of the unit tests. */
class ITModel {
  private static final Path MANIFEST =
      Repository.root()
          .resolve("inference-service/src/test/resources/io/orfeas/inference/onnx/depth2.json");
  private static final Pattern METRIC = Pattern.compile("# TYPE (orfeas_model_\\S+(?<!_created)) ");

  @TempDir static Path data;
  private static RunningSystem system;
  private static byte[] picture;

  @BeforeAll
  static void start() throws Exception {
    system =
        RunningSystem.start(
            data, Map.of("ORFEAS_ONNX_MODEL", MANIFEST.toString(), "ORFEAS_COMPUTE_SLOTS", "6"));
    picture = Files.readAllBytes(Repository.sample("mug.png"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void generateProgressive_modelsName_saysWhichFormatComputes() throws Exception {
    String events =
        text(system.post("/api/v1/generate-progressive?quality=2&estimator=onnx", picture));

    assertThat(events).contains("\"estimator\":\"onnx-fp32\"", "\"stage\":\"completed\"");
    assertThat(events).doesNotContain("degraded");
    String again =
        text(system.post("/api/v1/generate-progressive?quality=2&estimator=onnx-fp32", picture));
    assertThat(again).as("the choice is what the key stands for").contains("\"cache\":\"hit\"");
  }

  @Test
  void generate_everyFormat_isASolidOfItsOwn() throws Exception {
    List<byte[]> meshes = new ArrayList<>();
    for (String format : List.of("fp32", "fp16", "int8")) {
      meshes.add(mesh("onnx-" + format));
    }
    meshes.add(mesh("classical"));

    for (byte[] glb : meshes) {
      assertThat(MeshAudit.of(GlbReader.read(glb).geometry()).isSolid()).isTrue();
    }
    assertThat(meshes.stream().map(RequestKey::sha256).distinct()).hasSize(4);
  }

  @Test
  void generate_manyAtOnce_eachGetsWhatItGetsAlone() throws Exception {
    byte[] alone = mesh("onnx");
    List<CompletableFuture<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(CompletableFuture.supplyAsync(() -> quietly("onnx")));
    }
    for (CompletableFuture<byte[]> one : all) {
      assertThat(one.get()).isEqualTo(alone);
    }
  }

  @Test
  void gpuStats_model_saysWhatItRunsIn() throws Exception {
    assertThat(text(system.get("/api/v1/gpu/stats"))).contains("\"precision_mode\":\"fp32\"");
  }

  @Test
  void metrics_ofTheModel_areInTheReadme() throws Exception {
    mesh("onnx-fp16");
    String readme = Files.readString(Repository.root().resolve("README.md"));
    String metrics = text(system.get("/metrics"));

    List<String> names =
        METRIC.matcher(metrics).results().map(found -> found.group(1)).distinct().toList();
    assertThat(names).hasSizeGreaterThanOrEqualTo(6);
    assertThat(names).allMatch(name -> readme.contains("`" + name + "`"));
    assertThat(metrics).contains("orfeas_model_loaded 1.0");
  }

  @Test
  void generate_modelThatAnswersAField_isASolid(@TempDir Path folder) throws Exception {
    Path manifest = MANIFEST.resolveSibling("field.json");
    try (RunningSystem volumetric =
        RunningSystem.start(folder, Map.of("ORFEAS_ONNX_MODEL", manifest.toString()))) {
      String events =
          text(
              volumetric.post(
                  "/api/v1/generate-progressive?quality=3&symmetry_mode=on&estimator=field",
                  picture));
      assertThat(events).contains("\"estimator\":\"field-fp32\"", "\"stage\":\"completed\"");
      HttpResponse<byte[]> answer =
          volumetric.post(
              "/api/v1/generate?quality=3&symmetry_mode=on&estimator=field",
              picture,
              "accept",
              "model/gltf-binary");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(MeshAudit.of(GlbReader.read(answer.body()).geometry()).isSolid()).isTrue();
    }
  }

  @Test
  void start_modelRefused_goesOnWithoutIt(@TempDir Path folder) throws Exception {
    Path manifest = Files.copy(MANIFEST, folder.resolve("alone.json"));
    try (RunningSystem without =
        RunningSystem.start(
            folder.resolve("data"), Map.of("ORFEAS_ONNX_MODEL", manifest.toString()))) {
      HttpResponse<byte[]> answer = without.post("/api/v1/generate?estimator=onnx", picture);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(text(answer)).contains("estimator: onnx (expected: classical)");
      assertThat(without.post("/api/v1/generate?quality=1", picture).statusCode()).isEqualTo(200);
      assertThat(text(without.get("/metrics"))).contains("orfeas_model_loaded 0.0");
    }
  }

  private static byte[] quietly(String estimator) {
    try {
      return mesh(estimator);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static byte[] mesh(String estimator) throws Exception {
    HttpResponse<byte[]> answer =
        system.post(
            "/api/v1/generate?quality=1&do_not_cache=true&estimator=" + estimator,
            picture,
            "accept",
            "model/gltf-binary");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
