package io.orfeas.launcher.cli;

import io.orfeas.access.AccessConfig;
import io.orfeas.launcher.LocalServices;
import io.orfeas.launcher.edge.EdgeSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.ServerSettings;
import java.util.Map;

/**
 * What {@code orfeas up} is told, read before anything starts, so that all problems are reported
 * together.
 *
 * @param server where the edge listens
 * @param access who may come in
 * @param edge what the edge allows
 * @param services settings of the services behind it
 */
record UpSettings(
    ServerSettings server,
    AccessConfig access,
    EdgeSettings edge,
    LocalServices.Settings services) {
  /** Envoy holds a body whole, within a heap of as much. */
  private static final long ENVOY_BODY_BYTES = 1L << 30;

  /**
   * Reads the settings.
   *
   * @throws io.orfeas.runtime.ConfigException with every problem
   */
  static UpSettings read(Map<String, String> environment) {
    Env env = LocalServices.env(environment);
    UpSettings settings = read(env);
    env.check();
    return settings;
  }

  /** The same for Envoy in front, which cannot do all that the embedded edge can. */
  static UpSettings readForEnvoy(Map<String, String> environment) {
    Env env = LocalServices.env(environment);
    UpSettings settings = read(env);
    EdgeSettings edge = settings.edge;
    if (edge.maxBodyBytes() < 1 || edge.maxBodyBytes() > ENVOY_BODY_BYTES) {
      env.problem(
          "ORFEAS_EDGE_MAX_BODY_BYTES: %d (expected: 1..%d with --edge=envoy)"
              .formatted(edge.maxBodyBytes(), ENVOY_BODY_BYTES));
    }
    if (edge.metrics() == EdgeSettings.MetricsAccess.ALL) {
      env.problem(
          "ORFEAS_EDGE_METRICS: all (expected: local or off with --edge=envoy, which shows nobody"
              + " the services' figures)");
    }
    if (edge.docService()) {
      env.problem(
          "ORFEAS_EDGE_DOC_SERVICE: true (expected: false with --edge=envoy, which has no way there)");
    }
    env.check();
    return settings;
  }

  /** How the edge is called: {@code http://host:port}, or {@code https}. */
  String url(int port) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    return "%s://%s:%d".formatted(edge.tls().isPresent() ? "https" : "http", host, port);
  }

  private static UpSettings read(Env env) {
    ServerSettings server = ServerSettings.read(env, "ORFEAS_EDGE", 8080);
    AccessConfig access = Doors.config(env, server.host());
    EdgeSettings edge = EdgeSettings.read(env, access.isForThisMachine());
    return new UpSettings(server, access, edge, LocalServices.Settings.read(env));
  }
}
