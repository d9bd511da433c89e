package io.orfeas.cache.redis;

import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.redis.RedisSettings;
import io.orfeas.runtime.testing.RedisProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Opens replicas as production does: with Redis's own clock. */
public final class RedisStores {
  private RedisStores() {}

  /** A replica with blobs in a folder. */
  public static CacheStore open(String url, Path folder) throws IOException {
    return open(RedisProcess.settings(url, "crash", Duration.ofSeconds(20), 0), folder);
  }

  /** A replica with blobs in a folder. */
  static CacheStore open(RedisSettings settings, Path folder) throws IOException {
    return RedisCacheStore.open(
        settings,
        StoreFixture.ROOMY,
        StoreListener.SILENT,
        new Guard("redis", 256, Duration.ofSeconds(1), new Metrics()),
        FileBlobs.shared(folder));
  }

  /** A time as the store takes it. */
  static String micros(Instant instant) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }
}
