package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.edge.EnvoyProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The contract with a real Envoy as the edge: its spans are between the caller's and inference's.
 */
class ITTracesThroughEnvoy extends TraceContract {
  private final List<EnvoyProcess> edges = new ArrayList<>();

  @Override
  String collector(Path folder, SpanSink sink) {
    return sink.url();
  }

  @Override
  int edge(Path folder, Services services, Map<String, String> tracing) throws Exception {
    EnvoyProcess envoy =
        EnvoyProcess.traced(
            Files.createDirectory(folder.resolve("envoy" + edges.size())),
            services.inference(),
            services.cache(),
            services.telemetry(),
            tracing);
    edges.add(envoy);
    return envoy.port("public");
  }

  @Override
  void stop() throws Exception {
    for (EnvoyProcess envoy : edges) {
      envoy.close();
    }
  }

  @Override
  SeenSpan throughTheEdge(Trace trace, Caller caller) {
    SeenSpan request = trace.root(caller.spanId());
    assertThat(request.title()).isEqualTo("edge SERVER ingress");
    assertThat(request.attributes()).containsEntry("http.status_code", "200");
    return trace.child(request, "edge CLIENT router inference egress");
  }
}
