package io.orfeas.cache.local;

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
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CountingListener;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.Entry;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.TestClock;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk store makes of what it finds at the start, and of damage. */
class DiskRecoveryTest {
  private static final Key KEY = key("a request");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final CountingListener listener = new CountingListener();
  private LocalCacheStore store;

  @BeforeEach
  void open() {
    store = LocalCacheStore.disk(folder, ROOMY, clock, listener, 1 << 20);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void restart() {
    close();
    open();
  }

  @Test
  void restart_keepsResultsPinsAndBytes() {
    Digest blob = compute(store, "a request", 5000, SECOND);
    compute(store, "other", 10, SECOND);
    store.pin(KEY, true);
    long used = store.sizes().usedBytes();
    restart();

    assertThat(hit(store, KEY).info().pinned()).isTrue();
    assertThat(hit(store, KEY).entries()).containsExactly(entry(1, "a request", blob));
    assertThat(get(store, blob)).hasSize(5000);
    assertThat(store.sizes().usedBytes()).isEqualTo(used);
    assertThat(store.sizes().results()).isEqualTo(2);
  }

  @Test
  void restart_leaseInFlight_goesOnWithItsEntries() {
    long token = lease(store, KEY);
    Digest blob = put(store, bytes(1, 100));
    store.publish(KEY, token, entry(1, "preview", blob));
    clock.advance(ROOMY.leaseTtl().multipliedBy(3));
    restart();

    assertThat(store.acquire(KEY, "other", false)).isEqualTo(new Acquisition.Busy("test"));
    try (Feed feed = store.watch(KEY, 0, () -> {})) {
      store.publish(KEY, token, entry(2, "mesh"));
      store.complete(KEY, token, 0, SECOND, "");
      assertThat(drain(feed))
          .containsExactly(
              new Event.Appended(entry(1, "preview", blob)),
              new Event.Appended(entry(2, "mesh")),
              new Event.Completed(SECOND));
    }
  }

  @Test
  void restart_leaderThatNeverComesBack_costsOneTtl() {
    lease(store, KEY);
    restart();
    clock.advance(ROOMY.leaseTtl());

    lease(store, KEY);
  }

  @Test
  void restart_tokens_neverGoBack() {
    long last = 0;
    for (int i = 0; i < 5; i++) {
      long token = lease(store, key("request " + i));
      assertThat(token).isGreaterThan(last);
      store.complete(key("request " + i), token, 0, SECOND, "");
      last = token;
      restart();
    }
  }

  @Test
  void restart_uploadCutOff_leavesNothing() throws Exception {
    store.upload(Digest.of(bytes(1, 1000))).write(ByteBuffer.wrap(bytes(1, 500)));
    restart();

    assertThat(folder.resolve("staging").toFile().list()).isEmpty();
    assertThat(store.sizes().usedBytes()).isZero();
  }

  @Test
  void restart_blobGone_dropsItsResultsOnly() throws Exception {
    Digest gone = compute(store, "a request", 1000, SECOND);
    compute(store, "other", 1000, SECOND);
    close();
    Files.delete(file(gone));
    open();

    assertThat(isHit(store, KEY)).isFalse();
    assertThat(isHit(store, key("other"))).isTrue();
  }

  @Test
  void restart_blobCutShort_dropsItsResults() throws Exception {
    Digest blob = compute(store, "a request", 1000, SECOND);
    close();
    Files.write(file(blob), bytes(1, 999));
    open();

    assertThat(isHit(store, KEY)).isFalse();
  }

  @Test
  void restart_blobDamaged_isFoundDroppedAndComputedAnew() throws Exception {
    Digest blob = compute(store, "a request", 1000, SECOND);
    close();
    Files.write(file(blob), bytes(99, 1000));
    open();

    assertThat(isHit(store, KEY)).isFalse();
    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(listener.of("DAMAGED")).isEqualTo(1);
    assertThat(listener.of("DAMAGE")).isEqualTo(1);
    compute(store, "a request", 1000, SECOND);
    assertThat(Digest.of(get(store, blob))).isEqualTo(blob);
  }

  @Test
  void blob_damagedWhileRunning_isNeverServed() throws Exception {
    Digest blob = compute(store, "a request", 1000, SECOND);
    assertThat(get(store, blob)).hasSize(1000);
    Files.write(file(blob), bytes(99, 1000));

    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(isHit(store, KEY)).isFalse();
  }

  @Test
  void blob_damagedUnderTheSameTime_isFoundWhenReadAndNeverServed() throws Exception {
    Digest blob = compute(store, "a request", 5000, SECOND);
    Path damaged = file(blob);
    FileTime time = Files.getLastModifiedTime(damaged);
    Files.write(damaged, bytes(8, 5000));
    Files.setLastModifiedTime(damaged, time);

    assertThat(isHit(store, KEY)).as("a look at size and time finds nothing").isTrue();
    refused(Reason.UNAVAILABLE, () -> get(store, blob));
    refused(Reason.NOT_FOUND, () -> store.open(blob.sha256()));
    assertThat(isHit(store, KEY)).isFalse();
    assertThat(listener.of("DAMAGED")).isEqualTo(1);
  }

  @Test
  void result_damagedInTheLog_isDroppedNotServed() throws Exception {
    store.close();
    store = LocalCacheStore.disk(folder, ROOMY, clock, listener, 0);
    compute(store, "a request", 10, SECOND);
    Path log = folder.resolve("results-1.log");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length - 1] ^= 1;
    Files.write(log, bytes);

    assertThat(isHit(store, KEY)).isFalse();
    assertThat(listener.of("DAMAGE")).isEqualTo(1);
  }

  @Test
  void restart_resultsPastTheirTime_areForgotten() {
    compute(store, "a request", 1000, SECOND);
    close();
    clock.advance(ROOMY.resultTtl());
    open();

    assertThat(store.sizes().results()).isZero();
  }

  @Test
  void compaction_keepsWhatIsNeededAndNothingElse() throws Exception {
    long token = lease(store, key("in flight"));
    store.publish(key("in flight"), token, entry(1, "preview"));
    for (int i = 0; i < 12; i++) {
      long leased = lease(store, key("result " + i));
      for (int part = 1; part <= 15; part++) {
        Opaque payload = Opaque.wrap(bytes(part, 60_000));
        store.publish(key("result " + i), leased, new Entry(part, payload, List.of()));
      }
      store.complete(key("result " + i), leased, 0, SECOND, "");
    }
    store.pin(key("result 11"), true);
    for (int i = 0; i < 9; i++) {
      store.clear(new Selection(key("result " + i), null, null, false));
    }
    long before = store.sizes().logBytes();
    store.maintain();

    assertThat(store.sizes().logBytes()).isLessThan(before / 4);
    assertThat(hit(store, key("result 10")).entries()).hasSize(15);
    restart();
    assertThat(store.sizes().results()).isEqualTo(3);
    assertThat(hit(store, key("result 9")).entries()).hasSize(15);
    assertThat(hit(store, key("result 11")).info().pinned()).isTrue();
    store.publish(key("in flight"), token, entry(2, "mesh"));
    assertThat(lease(store, key("new"))).isGreaterThan(token);
  }

  @Test
  void compaction_whileOthersWriteAndRead_losesNothing() throws Exception {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int writer = i;
      writers.add(new Thread(() -> rewrite(writer)));
    }
    writers.forEach(Thread::start);
    int compactions = 0;
    while (writers.stream().anyMatch(Thread::isAlive)) {
      long before = store.sizes().logBytes();
      store.maintain();
      compactions += store.sizes().logBytes() < before ? 1 : 0;
    }
    for (Thread writer : writers) {
      writer.join();
    }

    assertThat(compactions).isPositive();
    for (int pass = 0; pass < 2; pass++) {
      for (int writer = 0; writer < 4; writer++) {
        assertThat(hit(store, key("writer " + writer)).entries())
            .containsExactly(large(writer, 119));
      }
      restart();
    }
  }

  /** Replaces one result over and over, and sees each time the one just written. */
  private void rewrite(int writer) {
    Key own = key("writer " + writer);
    for (int round = 0; round < 120; round++) {
      Acquisition.Granted granted = (Acquisition.Granted) store.acquire(own, "writer", true);
      store.publish(own, granted.fencingToken(), large(writer, round));
      store.complete(own, granted.fencingToken(), 0, SECOND, "");
      assertThat(hit(store, own).entries()).containsExactly(large(writer, round));
    }
  }

  private static Entry large(int writer, int round) {
    return new Entry(1, Opaque.wrap(bytes(writer * 1000 + round, 50_000)), List.of());
  }

  @Test
  void open_folderInUse_isRefused() {
    refused(
        Reason.UNAVAILABLE, () -> LocalCacheStore.disk(folder, ROOMY, clock, listener, 1 << 20));
  }

  private Path file(Digest blob) {
    return folder.resolve("blobs").resolve(blob.sha256().substring(0, 2)).resolve(blob.sha256());
  }
}
