package io.orfeas.cache.local;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.CacheStoreContract;
import io.orfeas.cache.store.StoreLimits;

class MemoryStoreTest extends CacheStoreContract {
  @Override
  protected CacheStore create(StoreLimits limits) {
    return LocalCacheStore.memory(limits, clock, listener);
  }
}
