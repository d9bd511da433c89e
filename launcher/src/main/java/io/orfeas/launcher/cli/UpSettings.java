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
   * What comes with a body when Envoy shows a request to the access service: a head of 32 KiB at
   * most, its path a second time, and addresses.
   */
  private static final long HEAD_BYTES = 128L << 10;

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
    checkBody(env, settings);
    EdgeSettings edge = settings.edge;
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

  /** The access service and inference get a body in one message, which has to fit their bound. */
  private static void checkBody(Env env, UpSettings settings) {
    long body = settings.edge.maxBodyBytes();
    long room = Math.max(1, settings.server.maxRequestBytes() - HEAD_BYTES);
    long most = Math.min(ENVOY_BODY_BYTES, room);
    if (body < 1 || body > most) {
      env.problem(
          "ORFEAS_EDGE_MAX_BODY_BYTES: %d (expected: 1..%d with --edge=envoy, %s)"
              .formatted(
                  body,
                  most,
                  room < ENVOY_BODY_BYTES
                      ? "128 KiB less than ORFEAS_MAX_REQUEST_BYTES"
                      : "which holds bodies in memory"));
    }
  }

  private static UpSettings read(Env env) {
    ServerSettings server = ServerSettings.read(env, "ORFEAS_EDGE", 8080);
    AccessConfig access = Doors.config(env, server.host());
    EdgeSettings edge = EdgeSettings.read(env, access.isForThisMachine());
    return new UpSettings(server, access, edge, LocalServices.Settings.read(env));
  }
}
