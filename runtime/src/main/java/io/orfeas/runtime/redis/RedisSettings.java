package io.orfeas.runtime.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.orfeas.runtime.Env;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is, and how it is reached.
 *
 * @param uri one of the four schemes, with user, password and database; says nothing of the
 *     password as text
 * @param tls folder with {@code ca.crt}, which signs Redis's certificate, and with {@code tls.crt}
 *     and {@code tls.key} where Redis asks for one; empty for the authorities that Java knows
 * @param prefix of all keys; replicas with the same prefix are one
 * @param timeout longest wait for an answer
 * @param copies replicas of Redis that must have a write before it is acknowledged
 */
public record RedisSettings(
    RedisURI uri, Optional<Path> tls, String prefix, Duration timeout, int copies) {
  private static final List<String> SCHEMES =
      List.of("redis://", "rediss://", "redis-sentinel://", "rediss-sentinel://");
  private static final String SECURE = "rediss:// or rediss-sentinel://";
  private static final String TLS_DIR = "ORFEAS_REDIS_TLS_DIR";

  /** With the time limit for each server. */
  public RedisSettings {
    uri.setTimeout(timeout);
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(timeout));
  }

  /** Reads {@code ORFEAS_REDIS_*}; what cannot be used is noted in {@code env}. */
  public static RedisSettings read(Env env) {
    RedisURI uri = uri(env);
    return new RedisSettings(
        uri,
        tls(env, uri),
        env.string("ORFEAS_REDIS_PREFIX", "orfeas"),
        env.duration("ORFEAS_REDIS_TIMEOUT", Duration.ofMillis(500)),
        env.integer("ORFEAS_REDIS_COPIES", 0, 0, 100));
  }

  /** As people read it: without a password. */
  String address() {
    return uri.toString().replaceFirst("[?&]timeout=\\w+", "");
  }

  /** What is wrong with a Redis that is not reached, and what was expected. */
  String problem(String reason) {
    return "redis at %s: %s (expected: an answer in %d ms%s)"
        .formatted(address(), reason, timeout.toMillis(), uri.isSsl() ? ", over TLS" : "");
  }

  /** How connections are encrypted; files are read anew for each connection. */
  SslOptions sslOptions() {
    // Sooner than the connection as a whole is given up, so that the reason speaks of TLS.
    Duration handshake = timeout.multipliedBy(3).dividedBy(4);
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider().handshakeTimeout(handshake);
    tls.ifPresent(
        folder -> {
          options.trustManager(folder.resolve("ca.crt").toFile());
          Path own = folder.resolve("tls.crt");
          if (Files.exists(own)) {
            options.keyManager(own.toFile(), folder.resolve("tls.key").toFile(), null);
          }
        });
    return options.build();
  }

  private static RedisURI uri(Env env) {
    String text = env.string("ORFEAS_REDIS_URL", "redis://127.0.0.1:6379");
    try {
      if (SCHEMES.stream().noneMatch(text::startsWith)) {
        throw new IllegalArgumentException("scheme");
      }
      RedisURI uri = RedisURI.create(text);
      if (uri.getHost() == null && uri.getSentinels().isEmpty()) {
        throw new IllegalArgumentException("host");
      }
      authenticate(uri, env.string("ORFEAS_REDIS_PASSWORD", ""));
      String sentinels = env.string("ORFEAS_REDIS_SENTINEL_PASSWORD", "");
      uri.getSentinels().forEach(sentinel -> authenticate(sentinel, sentinels));
      return uri;
    } catch (IllegalArgumentException unusable) {
      // The value is not shown: it may hold a password.
      env.problem(
          "ORFEAS_REDIS_URL: unusable (expected: redis://HOST:PORT,"
              + " redis-sentinel://HOST:PORT,HOST:PORT#MASTER,"
              + " or with TLS rediss:// and rediss-sentinel://)");
      return RedisURI.create("redis://127.0.0.1:6379");
    }
  }

  private static void authenticate(RedisURI uri, String password) {
    if (!password.isEmpty()) {
      String user = uri.getCredentialsProvider().resolveCredentials().block().getUsername();
      uri.setAuthentication(user, password.toCharArray());
    }
  }

  private static Optional<Path> tls(Env env, RedisURI uri) {
    String folder = env.string(TLS_DIR, "");
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> tls = Optional.of(env.path(TLS_DIR, Path.of(folder)));
    if (!uri.isSsl()) {
      env.problem(TLS_DIR + ": set for a plain address (expected: " + SECURE + ")");
    }
    try {
      new RedisSettings(uri, tls, "", Duration.ofSeconds(1), 0)
          .sslOptions()
          .createSslContextBuilder()
          .build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
      env.problem(
          "%s: %s: %s (expected: ca.crt, and tls.crt with tls.key where Redis asks, in PEM)"
              .formatted(TLS_DIR, folder, unusable.getMessage()));
    }
    return tls;
  }
}
