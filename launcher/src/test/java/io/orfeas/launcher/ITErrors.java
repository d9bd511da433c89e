package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients are told about input that cannot be worked with, through gRPC and REST. */
class ITErrors {
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

  static Stream<Arguments> badPictures() throws Exception {
    byte[] good = Files.readAllBytes(Repository.sample("mug.png"));
    byte[] jpeg = Files.readAllBytes(Repository.sample("rocket.jpg"));
    return Stream.of(
        arguments("no bytes", new byte[0], "EMPTY_IMAGE", Code.INVALID_ARGUMENT),
        arguments("text", BadPictures.text(), "UNSUPPORTED_IMAGE_TYPE", Code.INVALID_ARGUMENT),
        arguments(
            "half a PNG", BadPictures.truncated(good), "UNREADABLE_IMAGE", Code.INVALID_ARGUMENT),
        arguments(
            "half a JPEG", BadPictures.truncated(jpeg), "UNREADABLE_IMAGE", Code.INVALID_ARGUMENT),
        // Only what 16 x 16 pixels need is ever unpacked, and that is empty.
        arguments("zip bomb", BadPictures.zipBomb(), "NO_FOREGROUND", Code.FAILED_PRECONDITION),
        arguments(
            "400 megapixels",
            BadPictures.declared(20_000, 20_000),
            "IMAGE_TOO_LARGE",
            Code.INVALID_ARGUMENT),
        arguments("1 x 1", BadPictures.onePixel(), "NO_FOREGROUND", Code.FAILED_PRECONDITION),
        arguments(
            "transparent", BadPictures.transparent(), "NO_FOREGROUND", Code.FAILED_PRECONDITION));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPictures")
  void generate_badPicture_isRefusedWithItsReason(
      String what, byte[] bytes, String reason, Code code) throws Exception {
    for (String path : new String[] {"/api/v1/generate", "/api/v1/generate-progressive"}) {
      HttpResponse<byte[]> response = system.post(path, bytes);
      String body = new String(response.body(), StandardCharsets.UTF_8);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(body)
          .contains("\"code\":" + code.value(), "\"reason\":\"" + reason + "\"", "(expected: ");
    }
    InferenceServiceBlockingStub stub = system.stub(InferenceServiceBlockingStub.class);
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(bytes)))
            .build();
    assertThatThrownBy(() -> stub.generate(request).next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "quality=11, quality: 11 (expected: 1..10)",
    "quality=0, quality: 0 (expected: 1..10)",
    "quality=high, quality: high (expected: a whole number)",
    "size=huge, size: huge (expected: small|medium|large)",
    "style=cubist, style: cubist (expected: realistic|stylized|low_poly)",
    "format=fbx, format: fbx (expected: glb|obj|stl|ply)",
    "max_triangles=5, max_triangles: 5 (expected: 100..1000000)",
    "seed=-1, seed: -1 (expected: 0 or more)",
    "depth_scale=9, depth_scale: 9.0 (expected: 0.1..4)",
    "symmetry_mode=both, symmetry_mode: both (expected: off|auto|on)",
    "origin_at=top, origin_at: top (expected: center|base)",
    "height_m=0, height_m: 0.0 (expected: 0.001..10000)",
    "units=ell, units: ell (expected: m|cm|mm|in)",
    "units=mm, 'units: mm (expected: m, for glTF counts metres)'",
    "up_axis=x, up_axis: x (expected: y|z)",
    "up_axis=z, 'up_axis: z (expected: y, for glTF has +Y up)'",
    "compression=draco, compression: draco (expected: none|quantize|meshopt)",
    "format=ply&compression=meshopt, 'compression: meshopt (expected: none, for ply)'",
    "timeout=0s, timeout: 0.0s (expected: 0.001s or more)",
    "timeout=soon, timeout: soon (expected: Duration as in JSON)",
    "priority=10, priority: 10 (expected: 0..9)",
    "estimator=oracle, estimator: oracle (expected: classical)",
    "image_sha256=zz, image_sha256: zz (expected: 64 lower-case hexadecimal characters)",
    "colour=red, unknown parameter: colour",
  })
  void generate_wrongParameter_saysValueAndExpectation(String query, String message)
      throws Exception {
    HttpResponse<byte[]> response = system.post("/api/v1/generate?" + query, picture);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains(message, "field_violations");
  }

  @Test
  void generate_severalWrongParameters_areReportedTogether() throws Exception {
    HttpResponse<byte[]> response =
        system.post("/api/v1/generate?quality=0&size=huge&style=cubist", picture);

    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains("quality: 0", "size: huge", "style: cubist");
  }

  @Test
  void generate_bodyOverTheLimit_is413() throws Exception {
    HttpResponse<byte[]> response = system.post("/api/v1/generate", new byte[50 << 20]);

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void artifact_unknown_is404() throws Exception {
    HttpResponse<byte[]> response = system.get("/api/v1/artifacts/" + "0".repeat(64));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("ARTIFACT_UNKNOWN");
  }

  @Test
  void artifact_malformed_is400() throws Exception {
    assertThat(system.get("/api/v1/artifacts/..%2f..%2fetc%2fpasswd").statusCode()).isIn(400, 404);
    assertThat(system.get("/api/v1/artifacts/xyz").statusCode()).isEqualTo(400);
  }

  @Test
  void resume_malformedToken_is400AndUnknownRun404() throws Exception {
    assertThat(system.get("/api/v1/generations/what").statusCode()).isEqualTo(400);
    assertThat(system.get("/api/v1/generations/" + "0".repeat(64) + "-1").statusCode())
        .isEqualTo(404);
  }
}
