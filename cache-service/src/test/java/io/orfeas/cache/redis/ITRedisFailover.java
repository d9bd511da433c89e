package io.orfeas.cache.redis;

import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.hit;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.redis.RedisSettings;
import io.orfeas.runtime.testing.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A primary that is lost, its replicas, and three sentinels. All ask for passwords. */
class ITRedisFailover {
  private static final String PASSWORD = "of-redis";
  private static final String SENTINEL_PASSWORD = "of-sentinels";
  private static final Key KEY = key("a request");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final List<RedisProcess> processes = new ArrayList<>();
  private RedisProcess primary;
  private RedisProcess replica;

  @BeforeEach
  void start() throws Exception {
    primary =
        started(
            RedisProcess.start(
                folder("primary"),
                "--requirepass",
                PASSWORD,
                "--masterauth",
                PASSWORD,
                "--repl-diskless-sync-delay",
                "0"));
    replica = started(primary.replica(folder("replica")));
  }

  @AfterEach
  void stop() throws Exception {
    for (RedisProcess process : processes) {
      process.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void primaryLost_whatWasAcknowledgedIsAtTheNext(boolean hangs) throws Exception {
    started(primary.replica(folder("second replica")));
    String url = sentinels();
    try (CacheStore one = open(url, 1);
        CacheStore other = open(url, 1)) {
      long before = lease(one, KEY);
      Writer first = Writer.start(one, "one");
      Writer second = Writer.start(other, "other");
      first.awaitMore(20);
      second.awaitMore(20);
      if (hangs) {
        primary.freeze();
      } else {
        primary.kill();
      }
      first.awaitMore(20);
      second.awaitMore(20);

      first.checkAllAt(other);
      second.checkAllAt(one);
      assertThat(lease(other, key("next"))).isGreaterThan(before);
    }
  }

  @Test
  void replicaLost_nothingIsAcknowledgedUntilItIsBack() throws Exception {
    try (CacheStore store = open(primary.url(), 1)) {
      long token = lease(store, KEY);
      replica.kill();
      refused(Reason.UNAVAILABLE, () -> store.publish(KEY, token, entry(1, "one")));

      replica.restart();
      replica.await("sync: Finished with success", 1);
      store.publish(KEY, token, entry(1, "one"));
      store.complete(KEY, token, 0, SECOND, "");
      assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "one"));
    }
  }

  @Test
  void leaseThatTheNextPrimaryNeverHeardOf_isFenced() throws Exception {
    try (CacheStore before = open(primary.url(), 0)) {
      promoteReplica();
      long lost = lease(before, KEY);
      before.publish(KEY, lost, entry(1, "one"));
      try (CacheStore after = open(replica.url(), 0)) {
        refused(Reason.LEASE_LOST, () -> after.publish(KEY, lost, entry(2, "two")));
        refused(Reason.LEASE_LOST, () -> after.renew(KEY, lost));
        assertThat(lease(after, KEY)).as("by the clock").isGreaterThan(lost);
        refused(Reason.LEASE_LOST, () -> after.complete(KEY, lost, 0, SECOND, ""));
      }
    }
  }

  private String sentinels() throws Exception {
    List<RedisProcess> sentinels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          started(
              primary.sentinel(
                  folder("sentinel" + i),
                  "requirepass " + SENTINEL_PASSWORD,
                  "sentinel sentinel-pass " + SENTINEL_PASSWORD,
                  "sentinel auth-pass main " + PASSWORD)));
    }
    for (RedisProcess sentinel : sentinels) {
      sentinel.await("+slave slave", 2);
      sentinel.await("+sentinel sentinel", 2);
    }
    List<String> addresses =
        sentinels.stream().map(sentinel -> "127.0.0.1:" + sentinel.port()).toList();
    return "redis-sentinel://" + String.join(",", addresses) + "#main";
  }

  /** As a failover does, to a replica that has lagged behind. */
  private void promoteReplica() {
    RedisClient client = RedisClient.create(settings(replica.url(), 0).uri());
    try (var connection = client.connect()) {
      connection.sync().replicaofNoOne();
    } finally {
      client.shutdown(Duration.ZERO, SECOND);
    }
  }

  private CacheStore open(String url, int copies) throws Exception {
    return RedisStores.open(settings(url, copies), folder.resolve("blobs"));
  }

  private static RedisSettings settings(String url, int copies) {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_REDIS_URL", url,
                "ORFEAS_REDIS_PASSWORD", PASSWORD,
                "ORFEAS_REDIS_SENTINEL_PASSWORD", SENTINEL_PASSWORD,
                "ORFEAS_REDIS_COPIES", Integer.toString(copies),
                "ORFEAS_REDIS_TIMEOUT", "1s"));
    RedisSettings settings = RedisSettings.read(env);
    env.check();
    return settings;
  }

  private Path folder(String name) throws Exception {
    return Files.createDirectory(folder.resolve(name));
  }

  private RedisProcess started(RedisProcess process) {
    processes.add(process);
    return process;
  }

  /** Computes results one after the other, and remembers which were acknowledged. */
  private static final class Writer {
    private final Map<Key, Digest> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    private Writer(CacheStore store, String name) {
      thread = new Thread(() -> write(store, name));
      thread.setDaemon(true);
    }

    static Writer start(CacheStore store, String name) {
      Writer writer = new Writer(store, name);
      writer.thread.start();
      return writer;
    }

    void awaitMore(int results) {
      int enough = acknowledged.size() + results;
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (acknowledged.size() < enough && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(enough);
    }

    void checkAllAt(CacheStore store) throws InterruptedException {
      ended.set(true);
      thread.join();
      acknowledged.forEach(
          (key, blob) -> {
            assertThat(hit(store, key).blobs()).containsExactly(blob);
            assertThat(Digest.of(get(store, blob))).isEqualTo(blob);
          });
    }

    private void write(CacheStore store, String name) {
      for (int i = 0; !ended.get(); i++) {
        String request = name + i;
        try {
          acknowledged.put(key(request), compute(store, request, 1000, SECOND));
        } catch (StoreException notAcknowledged) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
