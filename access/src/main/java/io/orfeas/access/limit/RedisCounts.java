package io.orfeas.access.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;

/**
 * Counts and remembers in Redis, for all replicas together: buckets by compare-and-swap, nonces by
 * {@code SET NX PX}. Keys expire by themselves. Calls throw when Redis does not answer in time.
 */
public final class RedisCounts implements Limiter, Nonces, AutoCloseable {
  private static final Duration LONGEST_PERIOD = Duration.ofDays(1);
  private static final byte[] USED = {1};

  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final ProxyManager<String> buckets;
  private final String prefix;
  private final Duration nonceLifetime;

  /**
   * Connects.
   *
   * @param prefix of all keys
   * @param timeout longest wait for an answer
   * @param nonceLifetime how long each nonce is remembered
   * @throws io.lettuce.core.RedisException when it cannot connect
   */
  public RedisCounts(RedisURI uri, String prefix, Duration timeout, Duration nonceLifetime) {
    this.prefix = prefix + ":access:";
    this.nonceLifetime = nonceLifetime;
    RedisURI bounded = RedisURI.builder(uri).withTimeout(timeout).build();
    client = RedisClient.create(bounded);
    // While it is away calls fail at once, instead of waiting in a queue.
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    buckets =
        Bucket4jLettuce.casBasedBuilder(connection)
            .requestTimeout(timeout)
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
    String answer =
        connection
            .sync()
            .set(prefix + "nonce:" + key, USED, SetArgs.Builder.nx().px(nonceLifetime.toMillis()));
    return "OK".equals(answer);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  private Bucket bucket(Limit limit, String key) {
    // The size is part of the name: a bucket of another size is another one.
    String name = prefix + limit.scope() + ":" + limit.tokens() + ":" + key;
    return buckets.getProxy(name, () -> Buckets.configuration(limit));
  }
}
