package io.orfeas.cache.redis;

import io.lettuce.core.RedisURI;
import io.orfeas.cache.blob.FileBlobs;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens replicas as production does: with Redis's own clock. */
public final class RedisStores {
  private RedisStores() {}

  /** A replica with blobs in a folder. */
  public static CacheStore open(String url, Path folder) throws IOException {
    return RedisCacheStore.open(
        new RedisSettings(RedisURI.create(url), "crash", Duration.ofSeconds(20), 256),
        StoreFixture.ROOMY,
        StoreListener.SILENT,
        new Guard("redis", 256, Duration.ofSeconds(1), new Metrics()),
        FileBlobs.shared(folder));
  }
}
