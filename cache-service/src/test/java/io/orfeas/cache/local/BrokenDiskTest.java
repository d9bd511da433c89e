package io.orfeas.cache.local;

import static io.orfeas.cache.store.StoreFixture.ROOMY;
import static io.orfeas.cache.store.StoreFixture.compute;
import static io.orfeas.cache.store.StoreFixture.hit;
import static io.orfeas.cache.store.StoreFixture.isHit;
import static io.orfeas.cache.store.StoreFixture.key;
import static io.orfeas.cache.store.StoreFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.blob.HeapBlobs;
import io.orfeas.cache.store.CountingListener;
import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.TestClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that does not take what was written. */
class BrokenDiskTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private final GroupCommit commit = new GroupCommit();

  @Test
  void flush_failedOnce_asksForARestartAndStillAnswersWhatIsThere() throws Exception {
    try (LocalCacheStore store = open(commit)) {
      compute(store, "before", 100, SECOND);
      assertThat(store.needsRestart()).isFalse();
      assertThat(store.isReachable()).isTrue();

      failAFlush();

      refused(Reason.UNAVAILABLE, () -> store.acquire(key("after"), "test", false));
      assertThat(store.needsRestart()).isTrue();
      assertThat(store.isReachable()).isFalse();
      assertThat(hit(store, key("before")).entries()).hasSize(1);
    }
  }

  @Test
  void restart_afterAFailedFlush_worksAgain() throws Exception {
    try (LocalCacheStore store = open(commit)) {
      compute(store, "before", 100, SECOND);
      failAFlush();
    }

    try (LocalCacheStore again =
        LocalCacheStore.disk(folder, ROOMY, new TestClock(), new CountingListener(), 0)) {
      assertThat(again.needsRestart()).isFalse();
      compute(again, "after", 100, SECOND);
      assertThat(isHit(again, key("after"))).isTrue();
    }
  }

  private LocalCacheStore open(GroupCommit flushes) throws IOException {
    return new LocalCacheStore(
        new Medium(
            "disk", FileJournal.open(folder, 0, flushes), new HeapBlobs(), FolderLock.none()),
        ROOMY,
        new TestClock(),
        new CountingListener());
  }

  private void failAFlush() {
    refused(
        Reason.UNAVAILABLE,
        () ->
            commit.await(
                commit.wrote(),
                () -> {
                  throw new IOException("disk gone");
                }));
  }
}
