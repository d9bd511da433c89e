package io.orfeas.launcher.edge;

import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** Access control in the embedded edge. */
class ITEmbeddedAccess extends AccessContract {
  private Access access;
  private OrfeasServer server;

  @Override
  int start(Path folder, LocalServices services, AccessConfig config, Metrics metrics) {
    access = Access.open(config, metrics, EdgeServer.services(), InstantSource.system());
    server =
        EdgeServer.start(
            ServerSettings.read(Env.of(Map.of()), "ORFEAS_EDGE", 0),
            EdgeSettings.read(Env.of(Map.of())),
            metrics,
            Tracing.off(),
            access.decorator(),
            services.inferenceTarget(),
            services.cacheTarget(),
            services.telemetryTarget());
    return server.port();
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
      access.close();
    }
  }
}
