package io.orfeas.cache;

import io.orfeas.cache.blob.BlobSettings;
import io.orfeas.cache.redis.RedisSettings;
import io.orfeas.runtime.Env;
import java.nio.file.Path;

/**
 * What replicas of the cache-service share.
 *
 * @param redis log, leases and tables
 * @param blobs bytes of blobs
 */
public record SharedConfig(RedisSettings redis, BlobSettings blobs) {
  static SharedConfig read(Env env, Path folder) {
    return new SharedConfig(RedisSettings.read(env), BlobSettings.read(env, folder));
  }
}
