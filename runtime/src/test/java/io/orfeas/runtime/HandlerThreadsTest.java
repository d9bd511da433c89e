package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerThreadsTest {
  private static final int MOST = 200;
  private static final int MORE = 5;

  private final HandlerThreads threads = new HandlerThreads("test");

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void execute_moreThanThreads_waitAndAreRun() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(MOST);
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(MOST + MORE);

    for (int i = 0; i < MOST + MORE; i++) {
      threads.execute(
          () -> {
            started.countDown();
            await(released);
            ended.countDown();
          });
    }

    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.busy()).isEqualTo(MOST);
    assertThat(threads.waiting()).isEqualTo(MORE);
    released.countDown();
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.waiting()).isZero();
  }

  @Test
  void submit_handsResultsAndFailuresOver() throws Exception {
    assertThat(threads.submit(() -> 7).get(20, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(threads.submit(() -> {}, 8).get(20, TimeUnit.SECONDS)).isEqualTo(8);
    assertThatThrownBy(
            () ->
                threads
                    .submit(
                        () -> {
                          throw new IllegalStateException("on purpose");
                        })
                    .get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("on purpose");
  }

  @Test
  void execute_afterTheEnd_isRefused() {
    threads.shutdown();

    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("server: ended (expected: running)");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
