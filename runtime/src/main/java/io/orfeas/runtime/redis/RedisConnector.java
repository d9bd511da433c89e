package io.orfeas.runtime.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one Redis. They come back by themselves, with Sentinel to whichever server is the
 * primary then; a command that finds no connection fails at once, so that nothing queues up.
 */
public final class RedisConnector implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RedisConnector.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Longest waits without any answer after which a connection is given up. */
  private static final int PATIENCE = 4;

  private final RedisSettings settings;
  private final ClientResources resources;
  private final RedisClient client;
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicReference<String> trouble = new AtomicReference<>("");

  /** Connects to nothing yet. */
  public RedisConnector(RedisSettings settings) {
    this.settings = settings;
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(20), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .nettyCustomizer(customizer())
            .build();
    resources.eventBus().get().subscribe(this::hear);
    client = RedisClient.create(resources, settings.uri());
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .sslOptions(settings.sslOptions())
            .build());
  }

  /**
   * A connection for commands.
   *
   * @throws RedisException that says why there is none
   */
  public <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec) {
    return reached(() -> client.connect(codec));
  }

  /**
   * A connection for messages.
   *
   * @throws RedisException that says why there is none
   */
  public StatefulRedisPubSubConnection<String, String> connectPubSub() {
    return reached(client::connectPubSub);
  }

  /**
   * Makes a write over a connection, and waits until as many replicas have it as are asked for.
   *
   * @throws RedisException when fewer have it in time: it may be lost, and is not to be relied on
   */
  public <T> T durably(StatefulRedisConnection<?, ?> connection, Supplier<T> write) {
    int before = ends.get();
    T answer = write.get();
    if (settings.copies() > 0) {
      long copies =
          connection.sync().waitForReplication(settings.copies(), settings.timeout().toMillis());
      // Another server knows nothing of what this connection's predecessor wrote.
      if (copies < settings.copies() || ends.get() != before) {
        throw new RedisException(
            "on %d of %d replicas in time, or not for sure".formatted(copies, settings.copies()));
      }
    }
    return answer;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
    resources.shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private <T> T reached(Supplier<T> connect) {
    try {
      return connect.get();
    } catch (RedisException failed) {
      throw new RedisConnectionException(settings.problem(reason(failed)), failed);
    }
  }

  private NettyCustomizer customizer() {
    Duration patience = settings.timeout().multipliedBy(PATIENCE);
    return new NettyCustomizer() {
      @Override
      public void afterChannelInitialized(Channel channel) {
        channel.pipeline().addFirst(new Unanswered(patience, ends::incrementAndGet));
      }
    };
  }

  /** One line for each reason why it cannot be reached, and one when it can. */
  private void hear(Event event) {
    if (event instanceof ReconnectFailedEvent failed) {
      String problem = settings.problem(reason(failed.getCause()));
      if (!trouble.getAndSet(problem).equals(problem)) {
        logger.warn("{}", problem);
      }
    } else if (event instanceof ConnectionActivatedEvent && !trouble.getAndSet("").isEmpty()) {
      logger.info("redis at {}: reached again", settings.address());
    }
  }

  /** What a person can act on: TLS's own words, else those of the first cause. */
  private static String reason(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null && !(root instanceof SSLException)) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
