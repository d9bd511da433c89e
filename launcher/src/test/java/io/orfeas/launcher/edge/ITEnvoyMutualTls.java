package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.cli.TestCertificates;
import io.orfeas.runtime.Metrics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy in front of services that want certificates. */
class ITEnvoyMutualTls {
  @TempDir Path folder;

  @Test
  void generate_throughEnvoyThatShowsItsCertificate_works() throws Exception {
    Path certs = folder.resolve("certs");
    Map<String, String> settings = new HashMap<>();
    settings.put("ORFEAS_CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString());
    settings.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    settings.put("ORFEAS_TLS_DIR", TestCertificates.make(certs, "inference").toString());
    Path own = TestCertificates.make(certs, "edge");
    Path stranger = TestCertificates.make(folder.resolve("others"), "edge");
    try (LocalServices services = LocalServices.start(settings, Metrics.withJvm());
        EnvoyProcess envoy = start("known", services, own);
        EnvoyProcess other = start("other", services, stranger)) {
      HttpResponse<byte[]> answer =
          new EdgeClient(envoy.port("public"))
              .post("/api/v1/generate?quality=1", EdgeClient.ball());
      HttpResponse<byte[]> refusal =
          new EdgeClient(other.port("public"))
              .post("/api/v1/generate?quality=1", EdgeClient.ball());

      assertThat(answer.statusCode()).as(EdgeClient.text(answer)).isEqualTo(200);
      assertThat(refusal.statusCode()).isEqualTo(503);
    }
  }

  private EnvoyProcess start(String name, LocalServices services, Path identity) throws Exception {
    Path place = java.nio.file.Files.createDirectory(folder.resolve(name));
    return EnvoyProcess.start(
        place,
        new EnvoyProcess.Targets(
            byName(services.inferenceTarget()),
            byName(services.cacheTarget()),
            byName(services.telemetryTarget()),
            "127.0.0.1:1"),
        identity == null ? Map.of() : Map.of("MTLS", identity.toString()));
  }

  /** Certificates are for names. */
  private static String byName(String target) {
    return target.replace("127.0.0.1", "localhost");
  }
}
