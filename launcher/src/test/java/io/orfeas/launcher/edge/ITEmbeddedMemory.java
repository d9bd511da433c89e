package io.orfeas.launcher.edge;

import io.orfeas.runtime.OrfeasServer;
import java.nio.file.Path;

/** Memory that runs out, behind the embedded edge. */
class ITEmbeddedMemory extends MemoryContract {
  private static final String NOWHERE = "127.0.0.1:1";

  private OrfeasServer server;

  @Override
  int start(Path folder, String inference) {
    server = ITEmbeddedEdge.start(inference, NOWHERE, NOWHERE);
    return server.port();
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
