package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.drain;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The part of the contract for those who follow. */
abstract class StoreFeedContract extends StoreLeaseContract {
  private static final Runnable NOTHING = () -> {};

  @Test
  void watch_lateJoiner_replaysThenFollows() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "one"));
    AtomicInteger woken = new AtomicInteger();
    try (Feed feed = store.watch(KEY, 0, woken::incrementAndGet)) {
      assertThat(drain(feed)).containsExactly(new Event.Appended(entry(1, "one")));
      store.publish(KEY, token, entry(2, "two"));
      awaitTrue(() -> woken.get() >= 1);
      assertThat(drain(feed)).containsExactly(new Event.Appended(entry(2, "two")));
      store.complete(KEY, token, 0, SECOND, "");
      awaitTrue(() -> woken.get() >= 2);
      assertThat(drain(feed)).containsExactly(new Event.Completed(SECOND));
      assertThat(drain(feed)).isEmpty();
    }
  }

  @Test
  void watch_finishedResult_replaysAfterTheSequence() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "one"));
    store.publish(KEY, token, entry(2, "two"));
    store.complete(KEY, token, 0, SECOND, "");

    try (Feed feed = store.watch(KEY, 1, NOTHING)) {
      assertThat(drain(feed))
          .containsExactly(new Event.Appended(entry(2, "two")), new Event.Completed(SECOND));
    }
  }

  @Test
  void watch_aheadOfANewLeader_seesOnlyWhatIsNew() {
    long token = lease(store, KEY);
    try (Feed feed = store.watch(KEY, 2, NOTHING)) {
      for (int i = 1; i <= 3; i++) {
        store.publish(KEY, token, entry(i, "step"));
      }
      awaitEvent(feed, new Event.Appended(entry(3, "step")));
    }
  }

  @Test
  void watch_unknownKey_isNotFound() {
    refused(Reason.NOT_FOUND, () -> store.watch(KEY, 0, NOTHING));
    assertThat(store.sizes().watchers()).isZero();
  }

  @Test
  void watch_leaderGoneSilent_isToldToCompute() {
    lease(store, KEY);
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      feeds.add(store.watch(KEY, 0, NOTHING));
    }
    clock.advance(ROOMY.leaseTtl());
    store.maintain();

    for (Feed feed : feeds) {
      awaitEvent(feed, new Event.Vacated(Event.Reason.EXPIRED));
      feed.close();
    }
    List<Acquisition> answers = new ArrayList<>();
    feeds.forEach(feed -> answers.add(store.acquire(KEY, "follower", false)));
    assertThat(answers.get(0)).isInstanceOf(Acquisition.Granted.class);
    assertThat(answers.subList(1, 10)).allMatch(Acquisition.Busy.class::isInstance);
  }

  @Test
  void abandon_withoutStatus_tellsFollowersToCompute() {
    long token = lease(store, KEY);
    try (Feed feed = store.watch(KEY, 0, NOTHING)) {
      store.abandon(KEY, token, Optional.empty());

      awaitEvent(feed, new Event.Vacated(Event.Reason.ABANDONED));
    }
    lease(store, KEY);
  }

  @Test
  void abandon_withStatus_endsFollowersWithIt() {
    long token = lease(store, KEY);
    Opaque status = Opaque.wrap(new byte[] {1, 2, 3});
    try (Feed feed = store.watch(KEY, 0, NOTHING)) {
      store.abandon(KEY, token, Optional.of(status));

      awaitEvent(feed, new Event.Failed(status));
    }
  }

  @Test
  void watchers_comeAndGo_areCounted() {
    long token = lease(store, KEY);
    Feed first = store.watch(KEY, 0, NOTHING);
    Feed second = store.watch(KEY, 0, NOTHING);
    assertThat(store.renew(KEY, token).watchers()).isEqualTo(2);
    assertThat(store.sizes().watchers()).isEqualTo(2);

    first.close();
    first.close();
    assertThat(store.renew(KEY, token).watchers()).isEqualTo(1);
    second.close();
    assertThat(store.renew(KEY, token).watchers()).isZero();
    assertThat(store.sizes().watchers()).isZero();
  }

  @Test
  void watchers_tooMany_areRefused() throws Exception {
    restrict(
        new StoreLimits(1 << 20, 1 << 20, 1 << 20, 100, 1000, SECOND, 0, SECOND, SECOND, 1, 1));
    lease(store, KEY);
    Feed feed = store.watch(KEY, 0, NOTHING);

    refused(Reason.TOO_MANY_WATCHERS, () -> store.watch(KEY, 0, NOTHING));
    feed.close();
    store.watch(KEY, 0, NOTHING).close();
  }

  /** Waits for a condition that another process brings about; at once true for local stores. */
  private static void awaitTrue(Callable<Boolean> condition) {
    try {
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (!condition.call() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(condition.call()).isTrue();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static void awaitEvent(Feed feed, Event expected) {
    List<Event> seen = new ArrayList<>();
    awaitTrue(
        () -> {
          seen.addAll(drain(feed));
          return !seen.isEmpty();
        });
    assertThat(seen).containsExactly(expected);
  }
}
