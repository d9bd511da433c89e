package io.orfeas.cache.redis;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.CacheStoreContract;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every store does, on a real Redis. */
abstract class RedisStoreContract extends CacheStoreContract {
  @TempDir static Path folder;
  private static RedisProcess redis;

  /** Where the blobs of one test lie. */
  abstract Blobs blobs(Path empty) throws Exception;

  @BeforeAll
  static void startRedis() throws Exception {
    redis = RedisProcess.start(Files.createDirectory(folder.resolve("redis")));
  }

  @AfterAll
  static void stopRedis() throws Exception {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  protected CacheStore create(StoreLimits limits) throws Exception {
    return RedisCacheStore.open(
        redis.settings(UUID.randomUUID().toString()),
        limits,
        listener,
        new Guard("redis", 256, Duration.ofSeconds(1), new Metrics()),
        blobs(Files.createTempDirectory(folder, "blobs")),
        () -> RedisProcess.micros(clock.instant()));
  }
}
