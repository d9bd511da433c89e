package io.orfeas.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server listens, and its bounds.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 picks a free one
 * @param maxRequestBytes longest request or gRPC message
 * @param maxConnections connections at once
 * @param idleTimeout after which a connection without calls is closed
 * @param drainTimeout how long calls in flight may go on after the server was told to end
 * @param identity folder of this service's certificate, with which it shows itself to other
 *     services and asks the same of them; empty for plain connections
 * @param probePort port on which {@code /health} and {@code /metrics} are plain for those without a
 *     certificate; 0 for none
 * @param agents whether callers without a certificate come as far as another gate, which is then
 *     there
 */
public record ServerSettings(
    String host,
    int port,
    long maxRequestBytes,
    int maxConnections,
    Duration idleTimeout,
    Duration drainTimeout,
    Optional<Path> identity,
    int probePort,
    boolean agents) {

  /** The same bounds at another address. */
  public ServerSettings at(String otherHost, int otherPort) {
    return new ServerSettings(
        otherHost,
        otherPort,
        maxRequestBytes,
        maxConnections,
        idleTimeout,
        drainTimeout,
        identity,
        0,
        agents);
  }

  /**
   * Reads {@code PREFIX_HOST}, {@code PREFIX_PORT} and the shared {@code ORFEAS_MAX_REQUEST_BYTES},
   * {@code ORFEAS_MAX_CONNECTIONS}, {@code ORFEAS_IDLE_TIMEOUT}, {@code ORFEAS_DRAIN_TIMEOUT},
   * {@code ORFEAS_TLS_DIR}, {@code ORFEAS_PROBE_PORT}.
   *
   * @param prefix for example {@code ORFEAS_CACHE}
   */
  public static ServerSettings read(Env env, String prefix, int defaultPort) {
    return new ServerSettings(
        env.string(prefix + "_HOST", "127.0.0.1"),
        env.integer(prefix + "_PORT", defaultPort, 0, 65_535),
        env.bytes("ORFEAS_MAX_REQUEST_BYTES", 48L << 20),
        env.integer("ORFEAS_MAX_CONNECTIONS", 4096, 1, 1_000_000),
        env.duration("ORFEAS_IDLE_TIMEOUT", Duration.ofMinutes(1)),
        env.duration("ORFEAS_DRAIN_TIMEOUT", Duration.ofSeconds(20)),
        identity(env),
        env.integer("ORFEAS_PROBE_PORT", 0, 0, 65_535),
        false);
  }

  /** The same, for a server with another gate for agents. */
  public ServerSettings withAgents() {
    return new ServerSettings(
        host,
        port,
        maxRequestBytes,
        maxConnections,
        idleTimeout,
        drainTimeout,
        identity,
        probePort,
        true);
  }

  private static Optional<Path> identity(Env env) {
    String folder = env.string("ORFEAS_TLS_DIR", "");
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(env.path("ORFEAS_TLS_DIR", Path.of(folder)));
  }
}
