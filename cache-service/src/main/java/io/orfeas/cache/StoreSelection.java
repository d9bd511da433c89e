package io.orfeas.cache;

import io.orfeas.cache.blob.Blobs;
import io.orfeas.cache.blob.SharedBlobs;
import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.redis.RedisCacheStore;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreListener;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the store once, at the start, and says why. */
final class StoreSelection {
  private static final Logger logger = LoggerFactory.getLogger(StoreSelection.class);

  /** Results in memory get at most this part of the heap, whatever the limits say. */
  private static final int HEAP_SHARE = 4;

  /** How long Redis is left alone after it kept failing. */
  private static final Duration REDIS_PAUSE = Duration.ofSeconds(1);

  private StoreSelection() {}

  static CacheStore open(
      CacheConfig config, InstantSource clock, StoreListener listener, Metrics metrics) {
    return switch (config.store()) {
      case AUTO -> diskOrMemory(config, clock, listener);
      case DISK -> disk(config, clock, listener);
      case MEMORY -> memory(config, clock, listener);
      case REDIS -> redis(config, listener, metrics);
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

  /** Time is Redis's own, so that replicas agree on it. */
  private static CacheStore redis(CacheConfig config, StoreListener listener, Metrics metrics) {
    SharedConfig shared = Objects.requireNonNull(config.shared(), "shared");
    Blobs blobs = SharedBlobs.open(shared.blobs(), config.hotBytes(), metrics);
    try {
      return RedisCacheStore.open(
          shared.redis(),
          config.limits(),
          listener,
          new Guard("redis", shared.maxConcurrent(), REDIS_PAUSE, metrics),
          blobs);
    } catch (StoreException refused) {
      blobs.close();
      throw refused;
    }
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
