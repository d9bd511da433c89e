package io.orfeas.launcher.edge;

import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The contract, kept by the embedded edge. */
class ITEmbeddedEdge extends EdgeContract {
  private OrfeasServer server;

  @Override
  int start(Path folder, LocalServices services) {
    server = start(services.inferenceTarget(), services.cacheTarget(), services.telemetryTarget());
    return server.port();
  }

  /** An embedded edge on a free port, with the production edge's limit on bodies. */
  static OrfeasServer start(String inference, String cache, String telemetry) {
    Map<String, String> variables = new HashMap<>(RECEIVE_TIMEOUT);
    variables.putAll(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s", "ORFEAS_IDLE_TIMEOUT", "5s"));
    Env env = Env.of(variables);
    return EdgeServer.start(
        ServerSettings.read(env, "ORFEAS_EDGE", 0),
        EdgeSettings.read(env),
        Metrics.withJvm(),
        inference,
        cache,
        telemetry);
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
