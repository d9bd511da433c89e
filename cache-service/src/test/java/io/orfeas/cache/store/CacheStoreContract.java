package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.drain;
import static io.orfeas.cache.store.StoreFixture.entry;
import static io.orfeas.cache.store.StoreFixture.get;
import static io.orfeas.cache.store.StoreFixture.hit;
import static io.orfeas.cache.store.StoreFixture.isHit;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.lease;
import static io.orfeas.cache.store.StoreFixture.put;
import static io.orfeas.cache.store.StoreFixture.refused;
import static io.orfeas.cache.store.StoreFixture.withBytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.cache.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link CacheStore} does, whatever it keeps its data in. */
public abstract class CacheStoreContract {
  private static final Key KEY = key("a request");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Runnable NOTHING = () -> {};

  /** The clock of the store under test. */
  protected final TestClock clock = new TestClock();

  /** What the store under test reports. */
  protected final CountingListener listener = new CountingListener();

  private CacheStore store;

  /** A store that is empty. */
  protected abstract CacheStore create(StoreLimits limits) throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = create(ROOMY);
  }

  @AfterEach
  void close() {
    // None where what it stands on is absent, and the test skipped.
    if (store != null) {
      store.close();
    }
  }

  /** The store under test. */
  protected final CacheStore store() {
    return store;
  }

  private void restrict(StoreLimits limits) throws Exception {
    store.close();
    store = create(limits);
  }

  @Test
  void acquire_unknownKey_grantsALease() {
    Acquisition answer = store.acquire(KEY, "me", false);

    assertThat(answer).isInstanceOf(Acquisition.Granted.class);
    assertThat(((Acquisition.Granted) answer).ttl()).isEqualTo(ROOMY.leaseTtl());
  }

  @Test
  void acquire_leasedKey_namesTheHolder() {
    store.acquire(KEY, "leader", false);

    assertThat(store.acquire(KEY, "me", false)).isEqualTo(new Acquisition.Busy("leader"));
  }

  @Test
  void acquire_finishedKey_givesTheWholeResult() {
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 5000));
    store.publish(KEY, token, entry(1, "preview"));
    store.publish(KEY, token, entry(2, "mesh", blob, blob));
    store.complete(KEY, token, 0, SECOND, "classical");

    StoredResult result = hit(store, KEY);

    assertThat(result.entries()).containsExactly(entry(1, "preview"), entry(2, "mesh", blob, blob));
    assertThat(result.info().key()).isEqualTo(KEY);
    assertThat(result.info().computeDuration()).isEqualTo(SECOND);
    assertThat(result.info().estimator()).isEqualTo("classical");
    assertThat(result.info().createTime()).isEqualTo(clock.instant());
    assertThat(result.info().sizeBytes()).isEqualTo(StoredResult.weightOf(result.entries()) + 5000);
    assertThat(get(store, blob)).isEqualTo(bytes(1, 5000));
  }

  @Test
  void acquire_hundredAtOnce_grantsOneLease() throws Exception {
    List<Acquisition> answers = inParallel(100, () -> store.acquire(KEY, "me", false));

    assertThat(answers).filteredOn(a -> a instanceof Acquisition.Granted).hasSize(1);
    assertThat(answers).filteredOn(a -> a instanceof Acquisition.Busy).hasSize(99);
  }

  @Test
  void acquire_skipLookup_recomputesAndKeepsTheOldResultUntilThen() {
    compute(store, "a request", 100, SECOND);

    Acquisition.Granted granted = (Acquisition.Granted) store.acquire(KEY, "me", true);
    assertThat(store.acquire(KEY, "other", true)).isEqualTo(new Acquisition.Busy("me"));
    assertThat(hit(store, KEY).info().computeDuration()).isEqualTo(SECOND);
    store.publish(KEY, granted.fencingToken(), entry(1, "new"));
    store.complete(KEY, granted.fencingToken(), 0, SECOND.multipliedBy(2), "other");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "new"));
    assertThat(listener.of("REPLACED")).isEqualTo(1);
    assertThat(store.sizes().results()).isEqualTo(1);
  }

  @Test
  void acquire_tooManyLeases_isRefused() throws Exception {
    restrict(
        new StoreLimits(1 << 20, 1 << 20, 1 << 20, 100, 1000, SECOND, 0, SECOND, SECOND, 1, 1));
    long token = lease(store, key("first"));

    refused(Reason.TOO_MANY_LEASES, () -> store.acquire(KEY, "me", false));
    store.abandon(key("first"), token, Optional.empty());
    lease(store, KEY);
  }

  @Test
  void lease_notRenewed_expiresAndGoesToTheNext() {
    long token = lease(store, KEY);
    clock.advance(ROOMY.leaseTtl());

    long next = lease(store, KEY);

    assertThat(next).isGreaterThan(token);
    assertThat(listener.of("LEASE")).isEqualTo(1);
  }

  @Test
  void lease_renewed_livesOn() {
    long token = lease(store, KEY);
    for (int i = 0; i < 10; i++) {
      clock.advance(ROOMY.leaseTtl().dividedBy(2));
      assertThat(store.renew(KEY, token)).isEqualTo(new Renewal(ROOMY.leaseTtl(), 0));
    }

    assertThat(store.acquire(KEY, "me", false)).isInstanceOf(Acquisition.Busy.class);
  }

  @Test
  void complete_withoutAnEntryThatWasPublished_isRefused() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "one"));

    refused(Reason.ENTRY_MISSING, () -> store.complete(KEY, token, 2, SECOND, ""));
    store.publish(KEY, token, entry(2, "two"));
    store.complete(KEY, token, 2, SECOND, "");
    assertThat(hit(store, KEY).entries()).hasSize(2);
  }

  @Test
  void writes_withALostLease_areFenced() {
    long old = lease(store, KEY);
    clock.advance(ROOMY.leaseTtl());
    long current = lease(store, KEY);

    refused(Reason.LEASE_LOST, () -> store.renew(KEY, old));
    refused(Reason.LEASE_LOST, () -> store.publish(KEY, old, entry(1, "late")));
    refused(Reason.LEASE_LOST, () -> store.complete(KEY, old, 0, SECOND, ""));
    refused(Reason.LEASE_LOST, () -> store.abandon(KEY, old, Optional.empty()));
    store.publish(KEY, current, entry(1, "in time"));
    store.complete(KEY, current, 0, SECOND, "");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "in time"));
    assertThat(listener.of("FENCED")).isEqualTo(4);
  }

  @Test
  void tokens_overManyLeases_rise() {
    long last = 0;
    for (int i = 0; i < 50; i++) {
      long token = lease(store, key("request " + i));
      assertThat(token).isGreaterThan(last);
      last = token;
    }
  }

  @Test
  void publish_sameEntryAgain_changesNothing() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "once"));
    store.publish(KEY, token, entry(1, "once"));
    store.publish(KEY, token, entry(2, "twice"));
    store.complete(KEY, token, 0, SECOND, "");

    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "once"), entry(2, "twice"));
  }

  @Test
  void publish_whatDoesNotFit_isRefused() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "first"));

    refused(Reason.OUT_OF_SEQUENCE, () -> store.publish(KEY, token, entry(1, "other")));
    refused(Reason.OUT_OF_SEQUENCE, () -> store.publish(KEY, token, entry(3, "gap")));
    refused(
        Reason.BLOB_MISSING,
        () -> store.publish(KEY, token, entry(2, "", Digest.of(bytes(1, 10)))));
    refused(
        Reason.ENTRY_TOO_LARGE,
        () -> store.publish(KEY, token, new Entry(2, Opaque.wrap(new byte[70_000]), List.of())));
  }

  @Test
  void publish_moreThanAResultMayHold_isRefused() {
    long token = lease(store, KEY);
    Opaque most = Opaque.wrap(new byte[ROOMY.maxPayloadBytes()]);
    for (int i = 1; i <= 15; i++) {
      store.publish(KEY, token, new Entry(i, most, List.of()));
    }

    refused(
        Reason.ENTRY_TOO_LARGE, () -> store.publish(KEY, token, new Entry(16, most, List.of())));
  }

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

  @Test
  void upload_wrongBytes_isRefusedAndUnseen() {
    Digest announced = Digest.of(bytes(1, 100));
    try (Upload upload = store.upload(announced)) {
      upload.write(ByteBuffer.wrap(bytes(2, 100)));
      refused(Reason.DIGEST_MISMATCH, upload::commit);
    }
    try (Upload upload = store.upload(announced)) {
      refused(Reason.DIGEST_MISMATCH, () -> upload.write(ByteBuffer.wrap(bytes(1, 101))));
    }
    try (Upload upload = store.upload(announced)) {
      upload.write(ByteBuffer.wrap(bytes(1, 99)));
      refused(Reason.DIGEST_MISMATCH, upload::commit);
    }

    assertThat(store.keep(announced)).isFalse();
    refused(Reason.NOT_FOUND, () -> store.open(announced.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void upload_again_saysThatItExisted() {
    Digest blob = put(store, bytes(1, 100));

    try (Upload upload = store.upload(blob)) {
      upload.write(ByteBuffer.wrap(bytes(1, 100)));
      assertThat(upload.commit()).isTrue();
    }
    assertThat(store.keep(blob)).isTrue();
    assertThat(store.keep(new Digest(blob.sha256(), 99))).isFalse();
    assertThat(store.sizes().usedBytes()).isEqualTo(100);
  }

  @Test
  void upload_emptyBlob_isABlob() {
    Digest blob = put(store, new byte[0]);

    assertThat(get(store, blob)).isEmpty();
  }

  @Test
  void upload_tooLarge_isRefused() {
    refused(
        Reason.BLOB_TOO_LARGE,
        () -> store.upload(new Digest(key("x").hex(), ROOMY.maxBlobBytes() + 1)));
  }

  @Test
  void upload_inFlight_reservesItsSpace() throws Exception {
    restrict(withBytes(10_000, 10_000));
    Upload first = store.upload(Digest.of(bytes(1, 6000)));

    refused(Reason.STORE_FULL, () -> store.upload(Digest.of(bytes(2, 6000))));
    first.close();
    put(store, bytes(2, 6000));
  }

  @Test
  void download_parts_areExact() {
    Digest blob = put(store, bytes(1, 300_000));
    try (Download download = store.open(blob.sha256())) {
      ByteBuffer part = download.read(123_456, 1000);
      byte[] read = new byte[part.remaining()];
      part.get(read);

      assertThat(read).isNotEmpty();
      for (int i = 0; i < read.length; i++) {
        assertThat(read[i]).isEqualTo(bytes(1, 300_000)[123_456 + i]);
      }
    }
  }

  @Test
  void blob_unpublished_isCollectedAfterItsGrace() {
    Digest blob = put(store, bytes(1, 100));
    clock.advance(ROOMY.uploadGrace().minusMillis(1));
    store.maintain();
    assertThat(store.keep(blob)).isTrue();

    clock.advance(ROOMY.uploadGrace());
    store.maintain();
    assertThat(store.keep(blob)).isFalse();
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void blob_ofAComputationInFlight_staysHoweverLongItTakes() {
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 100));
    store.publish(KEY, token, entry(1, "mesh", blob));
    for (int i = 0; i < 300; i++) {
      clock.advance(ROOMY.leaseTtl().dividedBy(2));
      store.renew(KEY, token);
      store.maintain();
    }

    assertThat(get(store, blob)).hasSize(100);
  }

  @Test
  void blob_sharedByResults_isStoredOnceAndStaysForTheLast() {
    Digest blob = Digest.of(bytes(7, 10_000));
    for (String name : List.of("one", "two")) {
      long token = lease(store, key(name));
      put(store, bytes(7, 10_000));
      store.publish(key(name), token, entry(1, name, blob));
      store.complete(key(name), token, 0, SECOND, "");
    }
    clock.advance(ROOMY.uploadGrace());

    assertThat(store.sizes().blobs()).isEqualTo(1);
    store.clear(new Selection(key("one"), null, null, false));
    assertThat(get(store, blob)).hasSize(10_000);
    store.clear(new Selection(key("two"), null, null, false));
    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void eviction_overTheSoftLimit_dropsWhatSavesLeastPerByte() throws Exception {
    restrict(withBytes(100_000, 120_000));
    compute(store, "cheap", 40_000, Duration.ofMillis(10));
    compute(store, "dear", 40_000, Duration.ofSeconds(60));
    compute(store, "new", 40_000, SECOND);

    assertThat(isHit(store, key("cheap"))).isFalse();
    assertThat(isHit(store, key("dear"))).isTrue();
    assertThat(isHit(store, key("new"))).isTrue();
    assertThat(store.sizes().usedBytes()).isLessThan(100_000);
    assertThat(listener.of("SPACE")).isEqualTo(1);
  }

  @Test
  void eviction_pinnedAndReadResults_stay() throws Exception {
    restrict(withBytes(100_000, 120_000));
    compute(store, "pinned", 40_000, Duration.ofMillis(10));
    store.pin(key("pinned"), true);
    Digest read = compute(store, "read", 40_000, Duration.ofMillis(10));
    try (Download download = store.open(read.sha256())) {
      refused(Reason.STORE_FULL, () -> store.upload(Digest.of(bytes(3, 45_000))).close());
      assertThat(download.read(0, 10).remaining()).isEqualTo(10);
    }
    put(store, bytes(3, 45_000));

    assertThat(isHit(store, key("pinned"))).isTrue();
    assertThat(isHit(store, key("read"))).isFalse();
  }

  @Test
  void download_clearedMeanwhile_canBeReadToTheEnd() throws Exception {
    restrict(withBytes(1 << 20, 1 << 20));
    Digest blob = compute(store, "a request", 200_000, SECOND);
    try (Download download = store.open(blob.sha256())) {
      store.clear(Selection.UNPINNED);
      assertThat(download.read(199_990, 100).remaining()).isEqualTo(10);
    }
    store.maintain();

    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void result_afterItsTime_isForgotten() {
    compute(store, "a request", 100, SECOND);
    clock.advance(ROOMY.resultTtl());

    assertThat(isHit(store, KEY)).isFalse();
    assertThat(listener.of("AGE")).isEqualTo(1);
  }

  @Test
  void result_expiry_isShortenedByTheJitterAtMost() {
    long token = lease(store, KEY);

    assertThat(store.complete(KEY, token, 0, SECOND, ""))
        .isBetween(
            clock.instant().plus(Duration.ofMinutes(54)), clock.instant().plus(ROOMY.resultTtl()));
  }

  @Test
  void maintain_afterTheirTime_forgetsResultsAndBlobs() {
    compute(store, "one", 100, SECOND);
    compute(store, "two", 100, SECOND);
    clock.advance(ROOMY.resultTtl());
    store.maintain();

    assertThat(store.sizes().results()).isZero();
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void pin_result_outlivesItsTimeUntilUnpinned() {
    compute(store, "a request", 100, SECOND);
    store.pin(KEY, true);
    clock.advance(ROOMY.resultTtl().multipliedBy(3));
    store.maintain();

    assertThat(hit(store, KEY).info().pinned()).isTrue();
    store.pin(KEY, false);
    assertThat(isHit(store, KEY)).isFalse();
    refused(Reason.NOT_FOUND, () -> store.pin(KEY, true));
  }

  @Test
  void clear_bySelection_removesThatOnly() {
    compute(store, "old", 100, SECOND);
    compute(store, "pinned", 100, SECOND);
    store.pin(key("pinned"), true);
    clock.advance(Duration.ofMinutes(1));
    compute(store, "new", 100, SECOND);

    assertThat(store.clear(new Selection(null, null, "other", true)).results()).isZero();
    assertThat(
            store
                .clear(new Selection(null, clock.instant().minusSeconds(30), "classical", false))
                .results())
        .isEqualTo(1);
    assertThat(isHit(store, key("old"))).isFalse();
    assertThat(isHit(store, key("new"))).isTrue();
    assertThat(store.clear(Selection.UNPINNED).results()).isEqualTo(1);
    assertThat(isHit(store, key("pinned"))).isTrue();
    assertThat(store.clear(new Selection(null, null, null, true)).results()).isEqualTo(1);
    assertThat(store.sizes().results()).isZero();
  }

  @Test
  void clear_whileComputing_letsTheComputationGoOn() {
    long token = lease(store, KEY);
    store.publish(KEY, token, entry(1, "one"));
    store.clear(new Selection(null, null, null, true));
    store.complete(KEY, token, 0, SECOND, "");

    assertThat(isHit(store, KEY)).isTrue();
  }

  @Test
  void list_inPages_givesEachOnceMostRecentlyUsedFirst() {
    for (int i = 0; i < 5; i++) {
      compute(store, "request " + i, 10, SECOND);
      clock.advance(SECOND);
    }
    hit(store, key("request 1"));

    List<Key> listed = new ArrayList<>();
    String token = "";
    do {
      ResultPage page = store.list(2, token);
      assertThat(page.results()).hasSizeLessThanOrEqualTo(2);
      page.results().forEach(result -> listed.add(result.key()));
      token = page.nextToken();
    } while (!token.isEmpty());

    assertThat(listed)
        .containsExactly(
            key("request 1"),
            key("request 4"),
            key("request 3"),
            key("request 2"),
            key("request 0"));
    assertThatThrownBy(() -> store.list(2, "nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("page_token: nonsense");
  }

  @Test
  void manyLeaders_inParallel_finishAllTheirResults() throws Exception {
    AtomicInteger next = new AtomicInteger();
    inParallel(
        64,
        () -> {
          String name = "parallel " + next.getAndIncrement();
          compute(store, name, 1000, SECOND);
          return name;
        });

    for (int i = 0; i < 64; i++) {
      StoredResult result = hit(store, key("parallel " + i));
      Digest blob = result.entries().get(0).blobs().get(0);
      assertThat(Digest.of(get(store, blob))).isEqualTo(blob);
    }
    assertThat(store.sizes().leases()).isZero();
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

  private static <T> List<T> inParallel(int count, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CountDownLatch ready = new CountDownLatch(count);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
