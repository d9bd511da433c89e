package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceBlockingStub;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract, kept by a real Envoy with the production configuration, and what only that does.
 */
class ITEnvoyEdge extends EdgeContract {
  private @Nullable EnvoyProcess envoy;

  @Override
  int start(Path folder, LocalServices services) throws Exception {
    envoy =
        EnvoyProcess.start(
            folder, services.inferenceTarget(), services.cacheTarget(), services.telemetryTarget());
    return envoy.port("public");
  }

  @Override
  void stop() throws Exception {
    if (envoy != null) {
      envoy.close();
    }
  }

  @Test
  void bothEdges_sameRequests_answerTheSameMessages() throws Exception {
    List<String> reads =
        List.of(
            "/api/v1/artifacts/xyz",
            "/api/v1/artifacts/" + "0".repeat(64),
            "/api/v1/generations/xyz",
            "/api/performance/summary?window=-1s");
    byte[] picture = EdgeClient.ball();
    String path = "/api/v1/generate-progressive?quality=2";
    edge().post(path, picture);
    try (OrfeasServer embedded =
        ITEmbeddedEdge.start(
            services().inferenceTarget(), services().cacheTarget(), services().telemetryTarget())) {
      EdgeClient other = new EdgeClient(embedded.port());

      List<GenerateResponse> events = lines(edge().post(path, picture));

      assertThat(lines(other.post(path, picture))).isEqualTo(events);
      for (String read : reads) {
        HttpResponse<byte[]> mine = edge().get(read);
        HttpResponse<byte[]> theirs = other.get(read);
        assertThat(mine.statusCode()).as(read).isEqualTo(theirs.statusCode());
        assertThat(error(mine)).isEqualTo(error(theirs));
        assertThat(type(mine)).isEqualTo(type(theirs));
      }
    }
  }

  @Test
  void refusals_ofEnvoyItself_areStatusesAsJson() throws Exception {
    List<Integer> codes = new ArrayList<>();
    for (HttpResponse<byte[]> refusal :
        List.of(
            edge().get("/nope"),
            edge().get("/api/v1/artifacts/a%2fb"),
            edge().post("/api/v1/generate", new byte[MAX_BODY_BYTES + 1]))) {
      assertThat(type(refusal)).isEqualTo("application/json");
      codes.add(error(refusal).getCode());
    }
    assertThat(codes).containsExactly(5, 3, 8);
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

  @Test
  void metrics_areOnTheirOwnPortOnly() throws Exception {
    assertThat(edge().get("/metrics").statusCode()).isEqualTo(404);

    EdgeClient scraper = new EdgeClient(envoy.port("metrics"));

    assertThat(text(scraper.get("/metrics"))).contains("envoy_http_downstream_rq_total");
    assertThat(scraper.get("/quitquitquit").statusCode()).isEqualTo(404);
    assertThat(scraper.post("/metrics", new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void compression_figuresButNeverStreams() throws Exception {
    HttpRequest.Builder figures = edge().request("/api/performance/summary").GET();
    HttpRequest.Builder stream =
        edge()
            .request("/api/v1/generate-progressive?quality=1")
            .POST(HttpRequest.BodyPublishers.ofByteArray(EdgeClient.ball()));
    edge().post("/api/v1/generate?quality=1", EdgeClient.ball());

    HttpResponse<byte[]> answer = edge().send(stream.header("Accept-Encoding", "gzip"));

    assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
    int plain = edge().send(figures).body().length;
    HttpResponse<byte[]> packed = edge().send(figures.header("Accept-Encoding", "gzip"));
    assertThat(packed.headers().firstValue("content-encoding").isPresent())
        .isEqualTo(plain >= 1024);
  }

  @Test
  void cors_encryptedOriginsOnly() throws Exception {
    assertThat(allowedOrigin("https://studio.example")).isEqualTo("https://studio.example");
    assertThat(allowedOrigin("http://localhost:5173")).isEqualTo("http://localhost:5173");
    assertThat(allowedOrigin("http://studio.example")).isEmpty();
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
  void answers_doNotTellWhatIsBehind() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/api/v1/gpu/stats");

    assertThat(answer.headers().firstValue("server")).hasValue("orfeas");
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.startsWith("x-envoy") || name.endsWith("encoding"));
  }

  @Test
  void accessLog_oneLineOfJsonPerRequestWithoutItsQuery() throws Exception {
    edge().get("/api/performance/summary?window=61s");

    String line = envoy.awaitLine("\"path\":\"/api/performance/summary\"");

    assertThat(parse(line, Struct.newBuilder()).getFieldsMap())
        .containsKeys("time", "method", "status", "duration_ms", "client", "traceparent");
    assertThat(envoy.output()).doesNotContain("window=61s");
  }

  private String allowedOrigin(String origin) throws Exception {
    HttpRequest.Builder preflight =
        edge()
            .request("/api/v1/generate")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
    return edge().send(preflight).headers().firstValue("access-control-allow-origin").orElse("");
  }

  private static void assertUnimplemented(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }
}
