package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.access.AccessConfig;
import io.orfeas.access.AccessServer;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control of the production edge: a real Envoy that asks the access service. */
class ITEnvoyAccess extends AccessContract {
  private final TokenIssuer tokens = new TokenIssuer();
  private @Nullable AccessServer access;
  private @Nullable EnvoyProcess envoy;
  private @Nullable OrfeasServer web;

  @Override
  int start(Path folder, LocalServices services, AccessConfig config, Metrics metrics)
      throws Exception {
    ServerSettings settings = ServerSettings.read(Env.of(Map.of()), "ORFEAS_ACCESS", 0);
    access = AccessServer.start(config, settings, metrics, Tracing.off(), EdgeServer.services());
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
            Map.of(
                "ACCESS",
                "127.0.0.1:" + access.port(),
                "JWKS",
                tokens.writeKeys(folder.resolve("jwks.json")).toString()));
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
    if (access != null) {
      access.close();
    }
  }

  @Test
  void token_valid_standsForASignature() throws Exception {
    assertThat(withToken(tokens.token("orfeas", "telemetry-read", 60)).statusCode()).isEqualTo(200);
  }

  @Test
  void token_withoutTheScope_isForbidden() throws Exception {
    assertThat(withToken(tokens.token("orfeas", "generate", 60)).statusCode()).isEqualTo(403);
  }

  @Test
  void token_expiredOrForAnotherAudienceOrForged_isRefused() throws Exception {
    String forged = new TokenIssuer().token("orfeas", "telemetry-read", 60);

    for (String token :
        List.of(
            tokens.token("orfeas", "telemetry-read", -3600),
            tokens.token("others", "telemetry-read", 60),
            forged,
            "abc.def.ghi")) {
      assertThat(withToken(token).statusCode()).isIn(401, 403);
    }
  }

  @Test
  void claimsFromOutside_areNotBelieved() throws Exception {
    HttpResponse<byte[]> answer =
        edge()
            .send(
                edge()
                    .request("/api/v1/gpu/stats")
                    .header("x-orfeas-agent", "bot")
                    .header("x-jwt-payload", "eyJzdWIiOiJib3QifQ"));

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void accessServiceAway_nothingPasses(@TempDir Path other) throws Exception {
    try (EnvoyProcess alone =
        EnvoyProcess.start(
            other,
            new EnvoyProcess.Targets("127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"),
            Map.of("ACCESS", "127.0.0.1:1"))) {
      EdgeClient client = new EdgeClient(alone.port("public"));

      assertThat(client.get("/api/v1/gpu/stats").statusCode()).isEqualTo(503);
      assertThat(client.get("/health").statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<byte[]> withToken(String token) throws Exception {
    return edge()
        .send(edge().request("/api/v1/gpu/stats").header("Authorization", "Bearer " + token));
  }
}
