package io.orfeas.launcher;

import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The contract with the embedded edge, and spans sent straight to the sink. */
class ITTraces extends TraceContract {
  private final List<AutoCloseable> started = new ArrayList<>();

  @Override
  String collector(Path folder, SpanSink sink) throws Exception {
    return sink.url();
  }

  @Override
  final int edge(Path folder, Services services, Map<String, String> variables) {
    Tracing tracing = Tracing.of(variables, "orfeas-edge");
    OrfeasServer edge =
        EdgeServer.start(
            ServerSettings.read(Env.of(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s")), "ORFEAS_EDGE", 0),
            EdgeSettings.read(Env.of(Map.of())),
            new Metrics(),
            tracing,
            services.inference(),
            services.cache(),
            services.telemetry());
    started.add(edge);
    started.add(tracing);
    return edge.port();
  }

  @Override
  void stop() throws Exception {
    for (AutoCloseable thing : started) {
      thing.close();
    }
  }

  @Override
  final SeenSpan throughTheEdge(Trace trace, Caller caller) {
    return trace.child(
        trace.root(caller.spanId()), "edge CLIENT orfeas.inference.v1.InferenceService/Generate");
  }
}
