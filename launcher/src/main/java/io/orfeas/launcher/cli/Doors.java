package io.orfeas.launcher.cli;

import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.launcher.edge.EdgeServer;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/** Access control for the commands that listen. */
final class Doors {
  private Doors() {}

  /**
   * Reads the settings; a door that strangers could reach is noted as a problem.
   *
   * @param host address that the door is on
   */
  static AccessConfig config(Env env, String host) {
    return at(host, AccessConfig.read(env), env);
  }

  /** The same for an edge on its own, which may stand behind another one. */
  static AccessConfig edgeConfig(Env env, String host) {
    return at(host, AccessConfig.readForEdge(env), env);
  }

  private static AccessConfig at(String host, AccessConfig config, Env env) {
    config.problemsAt(host).forEach(env::problem);
    return config;
  }

  /** Opens the door. */
  static Access open(AccessConfig config, Metrics metrics) {
    try {
      return Access.open(config, metrics, EdgeServer.services(), InstantSource.system());
    } catch (UncheckedIOException noKeys) {
      throw new UsageException(String.valueOf(noKeys.getMessage()));
    }
  }
}
