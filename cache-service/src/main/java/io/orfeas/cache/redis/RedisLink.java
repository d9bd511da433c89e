package io.orfeas.cache.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connections to Redis: one for all commands, which Lettuce pipelines, one for news. Both come
 * back by themselves; a command that finds no connection fails at once, so that nothing queues up.
 */
final class RedisLink implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final ClientResources resources;
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisPubSubConnection<String, String> news;

  private RedisLink(
      ClientResources resources,
      RedisClient client,
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisPubSubConnection<String, String> news) {
    this.resources = resources;
    this.client = client;
    this.commands = commands;
    this.news = news;
  }

  /**
   * Connects.
   *
   * @throws StoreException {@code UNAVAILABLE}
   */
  static RedisLink connect(RedisSettings settings) {
    ClientResources resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    RedisURI uri = RedisURI.builder(settings.uri()).withTimeout(settings.timeout()).build();
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .build());
    try {
      return new RedisLink(
          resources, client, client.connect(ByteArrayCodec.INSTANCE), client.connectPubSub());
    } catch (RedisException failed) {
      end(client, resources);
      throw new StoreException(
          Reason.UNAVAILABLE, "redis at %s: no connection (expected: one)".formatted(uri), failed);
    }
  }

  StatefulRedisConnection<byte[], byte[]> commands() {
    return commands;
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

  /** Whether commands can be sent now. */
  boolean isConnected() {
    return commands.isOpen();
  }

  @Override
  public void close() {
    end(client, resources);
  }

  private static void end(RedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
    resources.shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }
}
