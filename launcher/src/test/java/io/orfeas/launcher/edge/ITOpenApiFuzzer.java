package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.testing.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemathesis reads the OpenAPI document and tries what it says, and what it does not. */
class ITOpenApiFuzzer {
  @Test
  void document_tried_findsNoServerError(@TempDir Path folder) throws Exception {
    Path program = Requires.program("schemathesis");
    Map<String, String> environment =
        Map.of(
            "ORFEAS_CACHE_DIR", folder.resolve("cache").toString(),
            "ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString(),
            "ORFEAS_DRAIN_TIMEOUT", "1s");
    try (LocalServices services = LocalServices.start(environment, Metrics.withJvm());
        OrfeasServer edge =
            ITEmbeddedEdge.start(
                services.inferenceTarget(), services.cacheTarget(), services.telemetryTarget())) {
      Process fuzzer =
          new ProcessBuilder(
                  program.toString(),
                  "run",
                  "http://127.0.0.1:" + edge.port() + "/openapi.json",
                  "--phases",
                  "fuzzing",
                  "--checks",
                  "not_a_server_error",
                  "--max-examples",
                  "15",
                  "--seed",
                  "1",
                  "--request-timeout",
                  "30",
                  // A stream without an end.
                  "--exclude-path",
                  "/api/performance/watch",
                  "--no-color")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String report = new String(fuzzer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(fuzzer.waitFor()).as(report).isZero();
      assertThat(report).contains("passed");
    }
  }
}
