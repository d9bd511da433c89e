package io.orfeas.cache.local;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.CacheStoreContract;
import io.orfeas.cache.store.StoreLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest extends CacheStoreContract {
  @TempDir Path folder;

  @Override
  protected CacheStore create(StoreLimits limits) throws Exception {
    return LocalCacheStore.disk(
        Files.createTempDirectory(folder, "store"), limits, clock, listener, 1 << 20);
  }
}
