package io.orfeas.cache;

import io.orfeas.cache.store.StoreLimits;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the cache-service, all from the environment.
 *
 * @param server where it listens
 * @param store what keeps the data
 * @param folder of the disk store
 * @param limits of the store
 * @param hotBytes of blobs kept on the heap
 * @param shared what replicas share; null unless the store is Redis
 */
public record CacheConfig(
    ServerSettings server,
    StoreKind store,
    Path folder,
    StoreLimits limits,
    long hotBytes,
    @Nullable SharedConfig shared) {
  static final int DEFAULT_PORT = 9092;

  /** Reads {@code ORFEAS_CACHE_*}; what cannot be used is noted in {@code env}. */
  public static CacheConfig read(Env env) {
    String store = env.choice("ORFEAS_CACHE_STORE", "auto", "auto", "disk", "memory", "redis");
    Path folder = env.path("ORFEAS_CACHE_DIR", defaultFolder(env));
    return new CacheConfig(
        ServerSettings.read(env, "ORFEAS_CACHE", DEFAULT_PORT),
        StoreKind.valueOf(store.toUpperCase(Locale.ROOT)),
        folder,
        readLimits(env),
        env.bytes("ORFEAS_CACHE_HOT_BYTES", 64L << 20),
        store.equals("redis") ? SharedConfig.read(env, folder) : null);
  }

  private static StoreLimits readLimits(Env env) {
    long soft = env.bytes("ORFEAS_CACHE_SOFT_LIMIT_BYTES", 10L << 30);
    StoreLimits usual = StoreLimits.defaults(soft);
    StoreLimits limits =
        new StoreLimits(
            soft,
            env.bytes("ORFEAS_CACHE_HARD_LIMIT_BYTES", usual.hardBytes()),
            env.bytes("ORFEAS_CACHE_MAX_BLOB_BYTES", usual.maxBlobBytes()),
            usual.maxPayloadBytes(),
            env.bytes("ORFEAS_CACHE_MAX_RESULT_BYTES", usual.maxResultEntryBytes()),
            env.duration("ORFEAS_CACHE_TTL", usual.resultTtl()),
            env.number("ORFEAS_CACHE_TTL_JITTER", usual.ttlJitter(), 0, 1),
            env.duration("ORFEAS_CACHE_LEASE_TTL", usual.leaseTtl()),
            env.duration("ORFEAS_CACHE_UPLOAD_GRACE", usual.uploadGrace()),
            env.integer("ORFEAS_CACHE_MAX_LEASES", usual.maxLeases(), 1, 1_000_000),
            env.integer("ORFEAS_CACHE_MAX_WATCHERS", usual.maxWatchers(), 1, 10_000_000));
    check(env, limits);
    return limits;
  }

  private static void check(Env env, StoreLimits limits) {
    if (limits.hardBytes() < limits.softBytes()) {
      env.problem(
          "ORFEAS_CACHE_HARD_LIMIT_BYTES: %d (expected: at least the soft limit, %d)"
              .formatted(limits.hardBytes(), limits.softBytes()));
    }
    if (limits.maxBlobBytes() > limits.hardBytes()) {
      env.problem(
          "ORFEAS_CACHE_MAX_BLOB_BYTES: %d (expected: at most the hard limit, %d)"
              .formatted(limits.maxBlobBytes(), limits.hardBytes()));
    }
    if (limits.maxResultEntryBytes() > StoreLimits.MOST_RESULT_ENTRY_BYTES) {
      env.problem(
          "ORFEAS_CACHE_MAX_RESULT_BYTES: %d (expected: at most %d)"
              .formatted(limits.maxResultEntryBytes(), StoreLimits.MOST_RESULT_ENTRY_BYTES));
    }
    atLeast(env, "ORFEAS_CACHE_LEASE_TTL", limits.leaseTtl(), Duration.ofMillis(100));
    atLeast(env, "ORFEAS_CACHE_TTL", limits.resultTtl(), Duration.ofSeconds(1));
  }

  private static void atLeast(Env env, String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      env.problem(
          "%s: %d ms (expected: at least %d ms)"
              .formatted(name, value.toMillis(), least.toMillis()));
    }
  }

  /** Where caches of a user belong, by the XDG base directory specification. */
  private static Path defaultFolder(Env env) {
    Path home = Path.of(System.getProperty("user.home"), ".cache");
    return env.path("XDG_CACHE_HOME", home).resolve("orfeas");
  }
}
