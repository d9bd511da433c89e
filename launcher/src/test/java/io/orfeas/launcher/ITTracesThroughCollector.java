package io.orfeas.launcher;

import io.orfeas.runtime.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The contract with spans sent through a real OpenTelemetry Collector. */
class ITTracesThroughCollector extends ITTraces {
  private static final Pattern ENDPOINT =
      Pattern.compile("Starting GRPC server.*\"endpoint\": \"([^\"]+)\"");

  private @Nullable ChildProcess collector;

  @Override
  String collector(Path folder, SpanSink sink) throws Exception {
    Path program = Requires.program("otelcol");
    Path config =
        Files.writeString(
            folder.resolve("otelcol.yaml"),
            """
            receivers:
              otlp:
                protocols:
                  grpc: { endpoint: "127.0.0.1:0" }
            exporters:
              otlp_http: { endpoint: "%s" }
            service:
              telemetry: { metrics: { level: none } }
              pipelines:
                traces: { receivers: [otlp], exporters: [otlp_http] }
            """
                .formatted(sink.url()));
    collector =
        ChildProcess.program(folder, Map.of(), program.toString(), "--config", config.toString());
    return "http://" + collector.await(ENDPOINT);
  }

  @Override
  void stop() throws Exception {
    super.stop();
    if (collector != null) {
      collector.close();
    }
  }
}
