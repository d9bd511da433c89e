package io.orfeas.cache.redis;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.drain;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.hit;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.put;
import static io.orfeas.cache.store.StoreFixture.refused;
import static io.orfeas.cache.store.StoreFixture.withBytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two replicas act as one store: leases, followers and limits. */
class ReplicasTest extends ReplicasUnderTest {
  @Test
  void acquire_manyAtOnceAtBoth_grantsOneLease() throws Exception {
    List<RedisCacheStore> replicas = List.of(replica(), replica());
    ConcurrentLinkedQueue<Acquisition> answers = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(100);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RedisCacheStore store = replicas.get(i % 2);
      Thread thread =
          new Thread(
              () -> {
                ready.countDown();
                answers.add(store.acquire(KEY, "me", false));
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(answers).hasSize(100);
    assertThat(answers).filteredOn(Acquisition.Granted.class::isInstance).hasSize(1);
  }

  @Test
  void follower_atTheOther_seesEachStageAsItIsPublished() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    long token = lease(a, KEY);
    a.publish(KEY, token, entry(1, "one"));
    Followed followed = new Followed();
    try (Feed feed = b.watch(KEY, 0, followed::wake)) {
      followed.expect(feed, new Event.Appended(entry(1, "one")));
      assertThat(a.renew(KEY, token).watchers()).isEqualTo(1);
      a.publish(KEY, token, entry(2, "two"));
      followed.expect(feed, new Event.Appended(entry(2, "two")));
      a.complete(KEY, token, 0, SECOND, "classical");
      followed.expect(feed, new Event.Completed(SECOND));
    }
    assertThat(hit(b, KEY).entries()).containsExactly(entry(1, "one"), entry(2, "two"));
  }

  @Test
  void follower_withoutNews_missesNothing() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    long token = lease(a, KEY);
    Followed followed = new Followed();
    try (Feed feed = b.watch(KEY, 0, followed::wake)) {
      for (int i = 1; i <= 20; i++) {
        dropNews();
        a.publish(KEY, token, entry(i, "step"));
        b.maintain();
        followed.expect(feed, new Event.Appended(entry(i, "step")));
      }
    }
  }

  @Test
  void leader_ofAReplicaThatIsGone_goesOnAtTheOther() throws Exception {
    RedisCacheStore a = replica();
    long token = lease(a, KEY);
    Digest blob = put(a, bytes(1, 1000));
    a.publish(KEY, token, entry(1, "mesh", blob));
    a.close();
    open.remove(a);

    RedisCacheStore b = replica();
    b.publish(KEY, token, entry(2, "end"));
    b.complete(KEY, token, 0, SECOND, "");

    assertThat(hit(b, KEY).entries()).hasSize(2);
    assertThat(get(b, blob)).isEqualTo(bytes(1, 1000));
  }

  @Test
  void lease_expired_isNoticedByAnyAndFencedAtAll() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    long old = lease(a, KEY);
    Followed followed = new Followed();
    try (Feed feed = a.watch(KEY, 0, followed::wake)) {
      clock.advance(ROOMY.leaseTtl());
      b.maintain();
      followed.expect(feed, new Event.Vacated(Event.Reason.EXPIRED));
    }

    assertThat(lease(b, KEY)).isGreaterThan(old);
    refused(Reason.LEASE_LOST, () -> a.publish(KEY, old, entry(1, "late")));
    refused(Reason.LEASE_LOST, () -> b.complete(KEY, old, 0, SECOND, ""));
    assertThat(listener.of("LEASE")).isEqualTo(1);
  }

  @Test
  void limits_holdForBothTogether() throws Exception {
    RedisCacheStore a = replica(withBytes(10_000, 10_000));
    RedisCacheStore b = replica(withBytes(10_000, 10_000));
    try (Upload first = a.upload(Digest.of(bytes(1, 6000)))) {
      refused(Reason.STORE_FULL, () -> b.upload(Digest.of(bytes(2, 6000))));
    }
    putWhenThereIsRoom(b, bytes(2, 6000));
  }

  @Test
  void redis_killedAndBack_losesNothingAndIsFoundAgain() throws Exception {
    RedisCacheStore a = replica();
    RedisCacheStore b = replica();
    Digest blob = compute(a, "finished", 1000, SECOND);
    long token = lease(a, KEY);
    a.publish(KEY, token, entry(1, "one"));
    Followed followed = new Followed();
    try (Feed feed = b.watch(KEY, 0, followed::wake)) {
      followed.expect(feed, new Event.Appended(entry(1, "one")));
      redis.kill();
      refused(Reason.UNAVAILABLE, () -> a.acquire(key("finished"), "me", false));
      refused(Reason.UNAVAILABLE, () -> b.renew(KEY, token));
      redis.restart();
      awaitAnswer(a);
      awaitAnswer(b);

      assertThat(hit(b, key("finished")).blobs()).containsExactly(blob);
      a.publish(KEY, token, entry(2, "two"));
      b.maintain();
      followed.expect(feed, new Event.Appended(entry(2, "two")));
    }
    assertThat(lease(b, key("next"))).isGreaterThan(token);
  }

  /** What an upload gives back is on its way for a moment: closing does not wait for Redis. */
  private static void putWhenThereIsRoom(RedisCacheStore store, byte[] bytes) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      try {
        put(store, bytes);
        return;
      } catch (StoreException full) {
        if (System.nanoTime() > end) {
          throw full;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitAnswer(RedisCacheStore store) {
    boolean answers = false;
    while (!answers) {
      try {
        store.maintain();
        answers = true;
      } catch (StoreException notYet) {
        Thread.onSpinWait();
      }
    }
  }

  /** Cuts the connections that news come over. */
  private static void dropNews() {
    RedisClient client = RedisClient.create(redis.url());
    try (var connection = client.connect()) {
      connection.sync().clientKill(KillArgs.Builder.typePubsub());
    } finally {
      client.shutdown(Duration.ZERO, SECOND);
    }
  }

  /** Takes what a feed says, waiting for it to say so. */
  private static final class Followed {
    private final LinkedBlockingQueue<Boolean> woken = new LinkedBlockingQueue<>();

    void wake() {
      woken.add(true);
    }

    void expect(Feed feed, Event expected) throws InterruptedException {
      List<Event> seen = drain(feed);
      while (seen.isEmpty() && woken.poll(60, TimeUnit.SECONDS) != null) {
        seen = drain(feed);
      }
      assertThat(seen).containsExactly(expected);
    }
  }
}
