package io.orfeas.cache.redis;

import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.CacheStoreContract;
import io.orfeas.cache.store.StoreLimits;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Redis with a shared folder. */
class RedisStoreTest extends CacheStoreContract {
  @TempDir static Path folder;
  private static RedisProcess redis;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisProcess.start(Files.createDirectory(folder.resolve("redis")));
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
  }

  @Override
  protected CacheStore create(StoreLimits limits) throws Exception {
    return RedisCacheStore.open(
        redis.settings(UUID.randomUUID().toString()),
        limits,
        listener,
        new Guard("redis", 256, Duration.ofSeconds(1), new Metrics()),
        FileBlobs.shared(Files.createTempDirectory(folder, "blobs")),
        () -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())));
  }
}
