package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.OrfeasServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract, kept by a real Envoy with the production configuration, and what only that does.
 */
class ITEnvoyEdge extends EdgeContract {
  private @Nullable EnvoyProcess envoy;
  private @Nullable OrfeasServer web;

  @Override
  int start(Path folder, LocalServices services) throws Exception {
    web =
        ITEmbeddedEdge.start(
            services.inferenceTarget(), services.cacheTarget(), services.telemetryTarget());
    envoy =
        EnvoyProcess.start(
            folder,
            new EnvoyProcess.Targets(
                services.inferenceTarget(),
                services.cacheTarget(),
                services.telemetryTarget(),
                "127.0.0.1:" + web.port()),
            RECEIVE_TIMEOUT);
    return envoy.port("public");
  }

  @Override
  void stop() throws Exception {
    if (envoy != null) {
      envoy.close();
    }
    if (web != null) {
      web.close();
    }
  }

  @Override
  long edgeMemory() throws Exception {
    return envoy.allocatedBytes();
  }

  @Test
  void bothEdges_sameRequests_answerTheSameMessages() throws Exception {
    List<String> reads =
        List.of(
            "/nope",
            "/api/v1/generate",
            "/api/v1/artifacts/a%2fb",
            "/api/v1/artifacts/xyz",
            "/api/v1/artifacts/" + "0".repeat(64),
            "/api/v1/generations/xyz",
            "/api/performance/summary?window=-1s");
    byte[] picture = EdgeClient.ball();
    String path = "/api/v1/generate-progressive?quality=2";
    edge().post(path, picture);
    EdgeClient other = new EdgeClient(web.port());

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

  @Test
  void metrics_areOnTheirOwnPortOnly() throws Exception {
    assertThat(edge().get("/metrics").statusCode()).isEqualTo(404);

    EdgeClient scraper = new EdgeClient(envoy.port("metrics"));

    assertThat(text(scraper.get("/metrics"))).contains("envoy_http_downstream_rq_total");
    assertThat(scraper.get("/quitquitquit").statusCode()).isEqualTo(404);
    assertThat(scraper.post("/metrics", new byte[0]).statusCode()).isEqualTo(404);
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
}
