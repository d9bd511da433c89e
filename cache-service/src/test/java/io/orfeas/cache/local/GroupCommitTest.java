package io.orfeas.cache.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.cache.store.StoreException.Reason;
import io.orfeas.cache.store.StoreFixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final GroupCommit commit = new GroupCommit();

  @Test
  void await_manyWritersDuringAFlush_shareTheNextOne() throws Exception {
    AtomicInteger flushes = new AtomicInteger();
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        start(
            commit.wrote(),
            () -> {
              flushes.incrementAndGet();
              flushing.countDown();
              awaitQuietly(goOn);
            });
    flushing.await();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(start(commit.wrote(), flushes::incrementAndGet));
    }
    goOn.countDown();
    first.join();
    for (Thread other : others) {
      other.join();
    }

    assertThat(flushes).hasValue(2);
  }

  @Test
  void await_durableRecord_flushesNothing() {
    long number = commit.wrote();
    commit.await(number, () -> {});

    commit.await(
        number,
        () -> {
          throw new IOException("not expected");
        });
  }

  @Test
  void await_failedFlush_refusesEverythingAfter() {
    long number = commit.wrote();
    StoreFixture.refused(
        Reason.UNAVAILABLE,
        () ->
            commit.await(
                number,
                () -> {
                  throw new IOException("disk gone");
                }));

    StoreFixture.refused(Reason.UNAVAILABLE, () -> commit.await(commit.wrote(), () -> {}));
    StoreFixture.refused(Reason.UNAVAILABLE, commit::check);
  }

  private Thread start(long number, GroupCommit.Flush flush) {
    Thread thread = new Thread(() -> commit.await(number, flush));
    thread.start();
    return thread;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
