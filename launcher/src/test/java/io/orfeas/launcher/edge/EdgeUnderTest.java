package io.orfeas.launcher.edge;

import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Metrics;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An edge, whichever, in front of services that belong to the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EdgeUnderTest {
  /** Of the edge, so that tests need not wait for the two minutes that are the default. */
  static final Map<String, String> RECEIVE_TIMEOUT = Map.of("ORFEAS_EDGE_RECEIVE_TIMEOUT", "20s");

  private LocalServices services;
  private EdgeClient edge;
  private byte[] picture;

  /** Starts the edge in front of the services; its port. */
  abstract int start(Path folder, LocalServices services) throws Exception;

  /** Ends the edge. */
  abstract void stop() throws Exception;

  @BeforeAll
  final void startAll(@TempDir Path folder) throws Exception {
    services =
        LocalServices.start(
            Map.of(
                "ORFEAS_CACHE_DIR", folder.resolve("cache").toString(),
                "ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString(),
                "ORFEAS_DRAIN_TIMEOUT", "1s"),
            Metrics.withJvm());
    edge = new EdgeClient(start(folder, services));
    picture = EdgeClient.ball();
  }

  @AfterAll
  final void stopAll() throws Exception {
    stop();
    if (services != null) {
      services.close();
    }
  }

  final EdgeClient edge() {
    return edge;
  }

  final LocalServices services() {
    return services;
  }

  /** A small picture with an object in it. */
  final byte[] picture() {
    return picture;
  }
}
