package io.orfeas.cache.redis;

import io.lettuce.core.RedisURI;
import io.orfeas.runtime.Env;
import java.time.Duration;

/**
 * Where Redis is.
 *
 * @param uri with scheme {@code redis}, {@code rediss} (TLS) or {@code redis-sentinel}, user,
 *     password and database; says nothing of the password as text
 * @param prefix of all keys; replicas with the same prefix are one
 * @param timeout longest wait for an answer
 * @param maxConcurrent calls at once; one more is refused
 */
public record RedisSettings(RedisURI uri, String prefix, Duration timeout, int maxConcurrent) {
  /** Reads {@code ORFEAS_REDIS_*}; what cannot be used is noted in {@code env}. */
  public static RedisSettings read(Env env) {
    return new RedisSettings(
        uri(env),
        env.string("ORFEAS_REDIS_PREFIX", "orfeas"),
        env.duration("ORFEAS_REDIS_TIMEOUT", Duration.ofMillis(500)),
        env.integer("ORFEAS_REDIS_MAX_CONCURRENT", 256, 1, 100_000));
  }

  private static RedisURI uri(Env env) {
    RedisURI fallback = RedisURI.create("redis://127.0.0.1:6379");
    String text = env.string("ORFEAS_REDIS_URL", "");
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      RedisURI uri = RedisURI.create(text);
      String password = env.string("ORFEAS_REDIS_PASSWORD", "");
      return password.isEmpty()
          ? uri
          : RedisURI.builder(uri).withPassword(password.toCharArray()).build();
    } catch (IllegalArgumentException unusable) {
      // The value is not shown: it may hold a password.
      env.problem("ORFEAS_REDIS_URL: unusable (expected: redis://HOST:PORT, rediss:// with TLS)");
      return fallback;
    }
  }
}
