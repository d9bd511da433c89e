package io.orfeas.access.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;

/**
 * Counts in this process. A bucket that nobody takes from for its period is full, and forgotten; of
 * too many buckets the least used are.
 */
public final class LocalLimiter implements Limiter {
  private final Cache<String, Counted> buckets;
  private final TimeMeter time;

  private record Counted(Bucket bucket, Duration period) {}

  /**
   * Begins with nothing counted.
   *
   * @param capacity buckets at once
   */
  public LocalLimiter(int capacity) {
    this(capacity, TimeMeter.SYSTEM_NANOTIME);
  }

  LocalLimiter(int capacity, TimeMeter time) {
    this.time = time;
    buckets =
        Caffeine.newBuilder()
            .maximumSize(capacity)
            .expireAfter(
                Expiry.<String, Counted>accessing(
                    (key, counted) -> counted.period().plusSeconds(1)))
            .build();
  }

  @Override
  public Duration take(Limit limit, String key, int tokens) {
    return Buckets.take(bucket(limit, key), tokens);
  }

  @Override
  public Duration look(Limit limit, String key) {
    return Buckets.look(bucket(limit, key));
  }

  /** How many buckets there are, about. */
  public long size() {
    return buckets.estimatedSize();
  }

  private Bucket bucket(Limit limit, String key) {
    return buckets
        .get(limit.scope() + ":" + key, missing -> new Counted(full(limit), limit.period()))
        .bucket();
  }

  private Bucket full(Limit limit) {
    LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(time);
    for (var band : Buckets.configuration(limit).getBandwidths()) {
      builder.addLimit(band);
    }
    return builder.build();
  }
}
