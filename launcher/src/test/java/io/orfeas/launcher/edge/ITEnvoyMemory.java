package io.orfeas.launcher.edge;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Memory that runs out, behind a real Envoy. */
class ITEnvoyMemory extends MemoryContract {
  private static final String NOWHERE = "127.0.0.1:1";

  private @Nullable EnvoyProcess envoy;

  @Override
  int start(Path folder, String inference) throws Exception {
    envoy = EnvoyProcess.start(folder, inference, NOWHERE, NOWHERE);
    return envoy.port("public");
  }

  @Override
  void stop() throws Exception {
    if (envoy != null) {
      envoy.close();
    }
  }
}
