package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.CacheStoreContract;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store does, on a real Redis or Valkey. */
abstract class RedisStoreContract extends CacheStoreContract {
  @TempDir static Path folder;
  private static @Nullable RedisProcess redis;

  /** Where the blobs of one test lie. */
  abstract Blobs blobs(Path empty) throws Exception;

  /** The server, by the name of its program. */
  String program() {
    return "redis-server";
  }

  @AfterAll
  static void stopRedis() throws Exception {
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }

  @Override
  protected CacheStore create(StoreLimits limits) throws Exception {
    if (redis == null) {
      redis = RedisProcess.start(program(), Files.createDirectories(folder.resolve("redis")));
    }
    return RedisCacheStore.open(
        redis.settings(UUID.randomUUID().toString()),
        limits,
        listener,
        new Guard("redis", 256, Duration.ofSeconds(1), new Metrics()),
        blobs(Files.createTempDirectory(folder, "blobs")),
        new SameThread(),
        () -> RedisStores.micros(clock.instant()));
  }
}
