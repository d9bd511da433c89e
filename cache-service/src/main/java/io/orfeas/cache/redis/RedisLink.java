package io.orfeas.cache.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.runtime.redis.RedisConnector;
import io.orfeas.runtime.redis.RedisSettings;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The connections to Redis: one for all commands, which Lettuce pipelines, one for news. */
final class RedisLink implements AutoCloseable {
  private final RedisConnector connector;
  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisPubSubConnection<String, String> news;

  private RedisLink(
      RedisConnector connector,
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisPubSubConnection<String, String> news) {
    this.connector = connector;
    this.commands = commands;
    this.news = news;
  }

  /**
   * Connects.
   *
   * @throws StoreException {@code UNAVAILABLE}
   */
  static RedisLink connect(RedisSettings settings) {
    RedisConnector connector = new RedisConnector(settings);
    try {
      return new RedisLink(
          connector, connector.connect(ByteArrayCodec.INSTANCE), connector.connectPubSub());
    } catch (RedisException failed) {
      connector.close();
      throw new StoreException(Reason.UNAVAILABLE, String.valueOf(failed.getMessage()), failed);
    }
  }

  StatefulRedisConnection<byte[], byte[]> commands() {
    return commands;
  }

  /** Makes a write that is not acknowledged before replicas of Redis have it, where so set. */
  <T> T durably(Supplier<T> write) {
    return connector.durably(commands, write);
  }

  /** Hears messages of a channel, on a thread that must not wait. */
  void listen(String channel, Consumer<String> listener) {
    news.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String from, String message) {
            listener.accept(message);
          }
        });
    news.sync().subscribe(channel);
  }

  /** Asks for a sign of life where otherwise nothing is asked: silence ends a connection. */
  void touch() {
    try {
      news.async().ping();
    } catch (RedisException away) {
      // It is being looked for already.
    }
  }

  @Override
  public void close() {
    connector.close();
  }
}
