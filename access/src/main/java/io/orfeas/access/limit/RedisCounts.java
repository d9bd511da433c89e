package io.orfeas.access.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.orfeas.runtime.redis.RedisConnector;
import io.orfeas.runtime.redis.RedisSettings;
import java.time.Duration;

/**
 * Counts and remembers in Redis, for all replicas together: buckets by compare-and-swap, nonces by
 * {@code SET NX PX}. Keys expire by themselves. Calls throw when Redis does not answer in time.
 */
public final class RedisCounts implements Limiter, Nonces, AutoCloseable {
  private static final Duration LONGEST_PERIOD = Duration.ofDays(1);
  private static final byte[] USED = {1};

  private final RedisConnector connector;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final ProxyManager<String> buckets;
  private final String prefix;
  private final Duration nonceLifetime;

  /**
   * Connects.
   *
   * @param nonceLifetime how long each nonce is remembered
   * @throws io.lettuce.core.RedisException when it cannot connect
   */
  public RedisCounts(RedisSettings settings, Duration nonceLifetime) {
    prefix = settings.prefix() + ":access:";
    this.nonceLifetime = nonceLifetime;
    connector = new RedisConnector(settings);
    connection = connect(connector);
    buckets =
        Bucket4jLettuce.casBasedBuilder(connection)
            .requestTimeout(settings.timeout())
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(LONGEST_PERIOD))
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

  @Override
  public boolean use(String key) {
    SetArgs onlyNew = SetArgs.Builder.nx().px(nonceLifetime.toMillis());
    String answer =
        connector.durably(
            connection, () -> connection.sync().set(prefix + "nonce:" + key, USED, onlyNew));
    return "OK".equals(answer);
  }

  @Override
  public void close() {
    connector.close();
  }

  private static StatefulRedisConnection<String, byte[]> connect(RedisConnector connector) {
    try {
      return connector.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    } catch (RedisException failed) {
      connector.close();
      throw failed;
    }
  }

  private Bucket bucket(Limit limit, String key) {
    // The size is part of the name: a bucket of another size is another one.
    String name = prefix + limit.scope() + ":" + limit.tokens() + ":" + key;
    return buckets.getProxy(name, () -> Buckets.configuration(limit));
  }
}
