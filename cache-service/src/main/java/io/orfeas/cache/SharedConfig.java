package io.orfeas.cache;

import io.orfeas.cache.blob.BlobSettings;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.redis.RedisSettings;
import java.nio.file.Path;

/**
 * What replicas of the cache-service share.
 *
 * @param redis log, leases and tables
 * @param maxConcurrent calls to Redis at once; one more is refused
 * @param blobs bytes of blobs
 */
public record SharedConfig(RedisSettings redis, int maxConcurrent, BlobSettings blobs) {
  static SharedConfig read(Env env, Path folder) {
    return new SharedConfig(
        RedisSettings.read(env),
        env.integer("ORFEAS_REDIS_MAX_CONCURRENT", 256, 1, 100_000),
        BlobSettings.read(env, folder));
  }
}
