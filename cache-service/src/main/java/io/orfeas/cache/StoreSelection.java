package io.orfeas.cache;

import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreListener;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the store once, at the start, and says why. */
final class StoreSelection {
  private static final Logger logger = LoggerFactory.getLogger(StoreSelection.class);

  /** Results in memory get at most this part of the heap, whatever the limits say. */
  private static final int HEAP_SHARE = 4;

  private StoreSelection() {}

  static CacheStore open(CacheConfig config, InstantSource clock, StoreListener listener) {
    return switch (config.store()) {
      case AUTO -> diskOrMemory(config, clock, listener);
      case DISK -> disk(config, clock, listener);
      case MEMORY -> memory(config, clock, listener);
    };
  }

  private static CacheStore disk(CacheConfig config, InstantSource clock, StoreListener listener) {
    return LocalCacheStore.disk(
        config.folder(), config.limits(), clock, listener, config.hotBytes());
  }

  private static CacheStore memory(
      CacheConfig config, InstantSource clock, StoreListener listener) {
    long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    return LocalCacheStore.memory(
        config.limits().hardBytes() > share ? config.limits().cappedAt(share) : config.limits(),
        clock,
        listener);
  }

  private static CacheStore diskOrMemory(
      CacheConfig config, InstantSource clock, StoreListener listener) {
    try {
      return disk(config, clock, listener);
    } catch (StoreException refused) {
      logger.warn(
          "disk store refused, results are kept in memory: {}",
          refused.getCause() == null ? refused.getMessage() : refused.getCause().getMessage());
      return memory(config, clock, listener);
    }
  }
}
