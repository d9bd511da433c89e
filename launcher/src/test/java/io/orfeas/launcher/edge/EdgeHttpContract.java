package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceBlockingStub;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the contract that is about HTTP itself: what is open, and how refusals look. */
abstract class EdgeHttpContract extends EdgeSecurityContract {
  /** Largest body that an edge under this contract takes. */
  static final int MAX_BODY_BYTES = 32 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nope", "/api/v1", "/api/v1/artifacts/a/b", "/api/v2/generate"})
  void undeclaredPath_isNotFound(String path) throws Exception {
    assertRefused(edge().get(path), 404, 5, "GET " + path + ": no such path");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/generate, GET",
    "/api/v1/generate-progressive, PUT",
    "/api/v1/cache/clear, GET",
    "/api/v1/cache/pin, DELETE",
    "/api/v1/gpu/stats, POST",
    "/api/performance/summary, DELETE",
  })
  void wrongMethod_is405(String path, String method) throws Exception {
    HttpResponse<byte[]> answer =
        edge().send(edge().request(path).method(method, BodyPublishers.noBody()));

    assertRefused(answer, 405, 12, method + " " + path + ": no such method of this path");
  }

  @Test
  void bodyOverTheLimit_is413() throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/v1/generate", new byte[MAX_BODY_BYTES + 1]);

    assertRefused(answer, 413, 8, "body: too large (expected: at most 33554432 bytes)");
  }

  @Test
  void encodedBody_is415() throws Exception {
    HttpResponse<byte[]> answer =
        edge().post("/api/v1/generate", picture(), "Content-Encoding", "gzip");

    assertRefused(
        answer, 415, 3, "content-encoding: not supported in requests (expected: identity)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/artifacts/a%2fb", "/api/v1/generations/a%5Cb"})
  void escapedSlash_isRefused(String path) throws Exception {
    assertRefused(edge().get(path), 400, 3, "path: an escaped slash (expected: none)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/artifacts/../../etc/passwd",
        "/api/v1/artifacts/..%2f..%2fetc%2fpasswd",
        "/api/v1/artifacts/%2e%2e/%2e%2e/x",
        "/docs/..%5c..%5cx",
        "/docs/%2e%2e/%2e%2e/etc/passwd"
      })
  void pathThatClimbs_isRefused(String path) throws Exception {
    HttpResponse<byte[]> answer = edge().get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(error(answer).getCode()).isIn(3, 5);
  }

  @ParameterizedTest
  @CsvSource({"artifacts, sha256", "generations, resume_token", "generations, resumeToken"})
  void query_cannotSayOtherwiseThanThePath(String collection, String name) throws Exception {
    String path = "/api/v1/" + collection + "/" + "0".repeat(64) + "?" + name + "=xyz";

    HttpResponse<byte[]> answer = edge().get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).getMessage()).startsWith("unknown parameter: " + name);
  }

  @Test
  void headers_underscoresAndTooMany_areRefused() throws Exception {
    assertThat(edge().send(edge().request("/health").header("x_y", "1")).statusCode())
        .isEqualTo(400);
    HttpRequest.Builder many = edge().request("/health");
    for (int i = 0; i < 80; i++) {
      many.header("x-h" + i, "1");
    }
    assertThat(edge().send(many).statusCode()).isEqualTo(431);
  }

  @Test
  void headers_tooLong_areRefused() throws Exception {
    HttpResponse<byte[]> answer =
        edge().send(edge().request("/health").header("x-long", "x".repeat(40_000)));

    assertThat(answer.statusCode()).isEqualTo(431);
  }

  @Test
  void cors_encryptedOriginsOnly() throws Exception {
    assertThat(preflight("https://studio.example")).isEqualTo("https://studio.example");
    assertThat(preflight("http://localhost:5173")).isEqualTo("http://localhost:5173");
    assertThat(preflight("http://studio.example")).isEmpty();
  }

  @Test
  void cors_answer_tellsThatThePageMayReadIt() throws Exception {
    HttpResponse<byte[]> answer =
        edge().send(edge().request("/api/v1/gpu/stats").header("Origin", "https://a.example"));

    assertThat(answer.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://a.example");
    assertThat(answer.headers().firstValue("access-control-allow-credentials")).isEmpty();
  }

  @Test
  void compression_figuresButNeverStreams() throws Exception {
    String stream = "/api/v1/generate-progressive?quality=1";
    edge().post(stream, picture());

    HttpResponse<byte[]> events = edge().post(stream, picture(), "Accept-Encoding", "gzip");
    HttpResponse<byte[]> sse =
        edge().post(stream, picture(), "Accept-Encoding", "gzip", "Accept", "text/event-stream");
    HttpResponse<byte[]> figures =
        edge()
            .send(
                edge()
                    .request("/api/performance/report?format=html")
                    .header("Accept-Encoding", "gzip"));

    assertThat(events.headers().firstValue("content-encoding")).isEmpty();
    assertThat(sse.headers().firstValue("content-encoding")).isEmpty();
    assertThat(figures.headers().firstValue("content-encoding")).hasValue("gzip");
  }

  @Test
  void answers_areNotSniffed() throws Exception {
    for (String path : List.of("/health", "/nope", "/api/v1/gpu/stats")) {
      assertThat(edge().get(path).headers().firstValue("x-content-type-options"))
          .as(path)
          .hasValue("nosniff");
    }
  }

  @Test
  void generate_form_isTakenAsBrowsersSendIt() throws Exception {
    String boundary = "edge-of-a-part";
    HttpResponse<byte[]> answer =
        edge()
            .post(
                "/api/v1/generate",
                Forms.withPicture(boundary, picture(), "quality", "1"),
                "Content-Type",
                "multipart/form-data; boundary=" + boundary);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    GenerateResponse event = EdgeClient.parse(text(answer), GenerateResponse.newBuilder()).build();
    assertThat(event.getStage()).isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=x"})
  void generate_damagedForm_is400(String type) throws Exception {
    HttpResponse<byte[]> answer =
        edge().post("/api/v1/generate", new byte[] {'-', '-', 'y'}, "Content-Type", type);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(400);
  }

  @Test
  void openApi_isTheDocumentOfTheContracts() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/openapi.json");

    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(answer.body()).isEqualTo(OpenApi.document());
  }

  @ParameterizedTest
  @CsvSource({
    "/docs/, text/html",
    "/docs/swagger-ui.css, text/css",
    "/docs/swagger-initializer.js, application/javascript",
  })
  void docs_areAPageThatNeedsNothingFromElsewhere(String path, String mediaType) throws Exception {
    HttpResponse<byte[]> answer = edge().get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(mediaType);
    assertThat(text(answer)).doesNotContain("//unpkg", "//cdn");
  }

  @Test
  void docService_notAskedFor_isNotThere() throws Exception {
    assertRefused(edge().get("/internal/docs/"), 404, 5, "GET /internal/docs/: no such path");
  }

  @Test
  void servicesInternals_areNotPublic() {
    CacheServiceBlockingStub cache = edge().stub("gproto", CacheServiceBlockingStub.class);
    TelemetryServiceBlockingStub telemetry =
        edge().stub("gproto", TelemetryServiceBlockingStub.class);

    assertThat(cache.getStats(GetStatsRequest.getDefaultInstance()).getStore()).isNotEmpty();
    assertUnimplemented(() -> cache.acquire(AcquireRequest.getDefaultInstance()));
    assertUnimplemented(() -> telemetry.report(ReportRequest.getDefaultInstance()));
  }

  private String preflight(String origin) throws Exception {
    HttpRequest.Builder preflight =
        edge()
            .request("/api/v1/generate")
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
    return edge().send(preflight).headers().firstValue("access-control-allow-origin").orElse("");
  }

  private static void assertRefused(
      HttpResponse<byte[]> answer, int status, int code, String message) throws Exception {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(error(answer).getCode()).isEqualTo(code);
    assertThat(error(answer).getMessage()).isEqualTo(message);
  }

  private static void assertUnimplemented(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }
}
