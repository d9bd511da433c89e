package io.orfeas.cache.store;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.bytes;
import static io.orfeas.cache.store.StoreFixture.compute;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CacheStore} does, whatever it keeps its data in; here: what stays, and what
 * goes.
 */
public abstract class CacheStoreContract extends StoreBlobContract {
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
  void hit_resultThenExpires_itsBlobsCanBeFetchedForAWhile() {
    Digest blob = compute(store, "a request", 100, SECOND);
    Duration life = Duration.between(clock.instant(), hit(store, KEY).info().expireTime());
    clock.advance(life.minusMillis(1));
    hit(store, KEY);
    clock.advance(Duration.ofMillis(1));
    store.maintain();

    assertThat(isHit(store, KEY)).isFalse();
    assertThat(get(store, blob)).hasSize(100);
    clock.advance(StoreLimits.LENT_FOR);
    store.maintain();
    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void hit_resultThenReplaced_itsBlobsCanBeFetchedForAWhile() {
    Digest old = compute(store, "a request", 100, SECOND);
    hit(store, KEY);
    Acquisition again = store.acquire(KEY, "test", true);
    long token = ((Acquisition.Granted) again).fencingToken();
    store.complete(KEY, token, 0, SECOND, "");

    assertThat(get(store, old)).hasSize(100);
    clock.advance(StoreLimits.LENT_FOR);
    store.maintain();
    refused(Reason.NOT_FOUND, () -> store.open(old.sha256()));
  }

  @Test
  void hit_roomIsWanted_anotherGoesUntilTheHitsTimeIsOver() throws Exception {
    restrict(withBytes(100_000, 200_000));
    Digest lent = compute(store, "lent", 40_000, Duration.ofMillis(10));
    compute(store, "other", 40_000, SECOND);
    clock.advance(StoreLimits.LENT_FOR);
    hit(store, key("lent"));
    compute(store, "new", 40_000, SECOND);

    assertThat(get(store, lent)).hasSize(40_000);
    assertThat(isHit(store, key("other"))).isFalse();
    clock.advance(StoreLimits.LENT_FOR);
    compute(store, "more", 40_000, SECOND);
    refused(Reason.NOT_FOUND, () -> store.open(lent.sha256()));
    assertThat(isHit(store, key("new"))).isTrue();
  }

  @Test
  void hit_farAboveTheSoftLimit_givesWayWithItsBytes() throws Exception {
    restrict(withBytes(100_000, 140_000, ROOMY.uploadGrace()));
    Digest cheap = compute(store, "cheap", 52_000, Duration.ofMillis(10));
    compute(store, "dear", 55_000, SECOND);
    assertThat(isHit(store, key("cheap"))).isTrue();
    assertThat(isHit(store, key("dear"))).isTrue();

    compute(store, "new", 40_000, SECOND);

    refused(Reason.NOT_FOUND, () -> store.open(cheap.sha256()));
    assertThat(isHit(store, key("dear"))).isTrue();
    assertThat(isHit(store, key("new"))).isTrue();
    assertThat(store.sizes().usedBytes()).isLessThan(100_000);
  }

  @Test
  void hit_expiredWhenRoomIsWanted_givesWayWithItsBytes() throws Exception {
    restrict(withBytes(100_000, 100_000));
    Digest blob = compute(store, "expired", 60_000, SECOND);
    Duration life =
        Duration.between(clock.instant(), hit(store, key("expired")).info().expireTime());
    clock.advance(life.minusMillis(1));
    hit(store, key("expired"));
    clock.advance(Duration.ofMillis(1));
    store.maintain();
    assertThat(get(store, blob)).hasSize(60_000);

    put(store, bytes(3, 60_000));

    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
  }

  @Test
  void publish_blobCollectedForWantOfRoom_isRefusedAndChangesNothing() throws Exception {
    restrict(withBytes(10_000, 100_000));
    compute(store, "much", 9_000, SECOND);
    store.pin(key("much"), true);
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 2_000));

    refused(Reason.BLOB_MISSING, () -> store.publish(KEY, token, entry(1, "mesh", blob)));
    store.publish(KEY, token, entry(1, "no mesh"));
  }

  @Test
  void hit_thenCleared_keepsNothing() {
    Digest blob = compute(store, "a request", 100, SECOND);
    hit(store, KEY);
    store.clear(Selection.UNPINNED);

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
    assertThat(store.clear(new Selection(null, null, "classic", true)).results()).isZero();
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
  void clear_byEstimator_takesOneVersionOrAll() {
    for (String method : List.of("onnx@1", "onnx@2", "onnx-int8@1")) {
      store.complete(key(method), lease(store, key(method)), 0, SECOND, method);
    }

    assertThat(store.clear(new Selection(null, null, "onnx@1", false)).results()).isEqualTo(1);
    assertThat(isHit(store, key("onnx@1"))).isFalse();
    assertThat(isHit(store, key("onnx@2"))).isTrue();
    assertThat(store.clear(new Selection(null, null, "onnx", false)).results()).isEqualTo(1);
    assertThat(isHit(store, key("onnx@2"))).isFalse();
    assertThat(isHit(store, key("onnx-int8@1"))).isTrue();
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
}
