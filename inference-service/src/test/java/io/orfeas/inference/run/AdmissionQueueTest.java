package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AdmissionQueue queue = new AdmissionQueue(1, 2, new Metrics());
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    queue.close();
  }

  @Test
  void submit_beyondCapacity_isRefusedWithAHint() throws InterruptedException {
    occupy();
    queue.submit(5, LONG, () -> {});
    queue.submit(5, LONG, () -> {});

    assertThatThrownBy(() -> queue.submit(5, LONG, () -> {}))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
              assertThat(failure.reason()).isEqualTo("QUEUE_FULL");
            });
    assertThat(queue.depth()).isEqualTo(2);
  }

  @Test
  void submit_mixedPriorities_runsLowestNumberFirst() throws InterruptedException {
    occupy();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(2);
    queue.submit(9, LONG, () -> note(order, "late", done));
    queue.submit(0, LONG, () -> note(order, "early", done));

    release.countDown();

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("early", "late");
  }

  @Test
  void submit_deadlineShorterThanTheWait_isRefusedBeforeWork() throws InterruptedException {
    occupy();

    assertThatThrownBy(() -> queue.submit(5, Duration.ofMillis(1), () -> {}))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
    assertThat(queue.depth()).isZero();
  }

  private void occupy() throws InterruptedException {
    queue.submit(
        5,
        LONG,
        () -> {
          started.countDown();
          try {
            release.await();
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void note(List<String> order, String name, CountDownLatch done) {
    order.add(name);
    done.countDown();
  }
}
