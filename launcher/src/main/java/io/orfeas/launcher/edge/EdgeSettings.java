package io.orfeas.launcher.edge;

import io.orfeas.access.Origins;
import io.orfeas.runtime.Env;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an edge allows, besides what every server does.
 *
 * @param maxBodyBytes longest body of a REST request
 * @param maxUploadBytes uploads held in memory at once, all together
 * @param receiveTimeout in which all of a request's bytes have to come: a slow drip holds nothing
 *     longer
 * @param maxSockets WebSocket connections at once
 * @param corsOrigins which web pages' scripts may read answers
 * @param metrics who may read {@code /metrics}
 * @param tls how to encrypt; empty for not at all
 * @param docService whether to serve the debugging page for gRPC, which is for development only
 */
public record EdgeSettings(
    long maxBodyBytes,
    long maxUploadBytes,
    Duration receiveTimeout,
    int maxSockets,
    Pattern corsOrigins,
    MetricsAccess metrics,
    boolean docService,
    Optional<Tls> tls) {
  private static final Path NONE = Path.of("");

  /** Who may read {@code /metrics}. */
  public enum MetricsAccess {
    /** Callers on this machine. */
    LOCAL,
    /** Whoever reaches the port: for edges that only their own network reaches. */
    ALL,
    /** Nobody. */
    OFF
  }

  /** Reads the settings that begin with {@code ORFEAS_EDGE}, of an edge for more than a machine. */
  public static EdgeSettings read(Env env) {
    return read(env, false);
  }

  /**
   * Reads the settings that begin with {@code ORFEAS_EDGE}.
   *
   * @param isForThisMachine as for {@link Origins#read}
   */
  public static EdgeSettings read(Env env, boolean isForThisMachine) {
    long body = env.bytes("ORFEAS_EDGE_MAX_BODY_BYTES", 32L << 20);
    long uploads = env.bytes("ORFEAS_EDGE_MAX_UPLOAD_BYTES", 256L << 20);
    if (uploads < body) {
      env.problem(
          "ORFEAS_EDGE_MAX_UPLOAD_BYTES: %d (expected: at least ORFEAS_EDGE_MAX_BODY_BYTES, %d)"
              .formatted(uploads, body));
    }
    return new EdgeSettings(
        body,
        uploads,
        receiveTimeout(env),
        env.integer("ORFEAS_EDGE_MAX_SOCKETS", 1024, 1, 100_000),
        Origins.read(env, isForThisMachine),
        MetricsAccess.valueOf(
            env.choice("ORFEAS_EDGE_METRICS", "local", "local", "all", "off")
                .toUpperCase(Locale.ROOT)),
        env.flag("ORFEAS_EDGE_DOC_SERVICE", false),
        tls(env));
  }

  /**
   * A certificate and its key.
   *
   * @param certificate PEM file with its chain
   * @param key PEM file with its private key, PKCS #8
   */
  record Tls(Path certificate, Path key) {}

  /** The same, not encrypted: behind an edge that does it. */
  public EdgeSettings withoutTls() {
    return new EdgeSettings(
        maxBodyBytes,
        maxUploadBytes,
        receiveTimeout,
        maxSockets,
        corsOrigins,
        metrics,
        docService,
        Optional.empty());
  }

  private static Duration receiveTimeout(Env env) {
    Duration time = env.duration("ORFEAS_EDGE_RECEIVE_TIMEOUT", Duration.ofMinutes(2));
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
      env.problem(
          "ORFEAS_EDGE_RECEIVE_TIMEOUT: %d ms (expected: 1s..1h)".formatted(time.toMillis()));
    }
    return time;
  }

  private static Optional<Tls> tls(Env env) {
    Path certificate = env.path("ORFEAS_EDGE_TLS_CERTIFICATE", NONE);
    Path key = env.path("ORFEAS_EDGE_TLS_KEY", NONE);
    if (certificate.equals(NONE) && key.equals(NONE)) {
      return Optional.empty();
    }
    if (!Files.isReadable(certificate)) {
      env.problem("ORFEAS_EDGE_TLS_CERTIFICATE: " + certificate + " (expected: a readable file)");
    }
    if (!Files.isReadable(key)) {
      env.problem("ORFEAS_EDGE_TLS_KEY: " + key + " (expected: a readable file)");
    }
    return Optional.of(new Tls(certificate, key));
  }

  /** Whether a page from the given origin may read answers. */
  boolean allowsOrigin(String origin) {
    return corsOrigins.matcher(origin).matches();
  }
}
