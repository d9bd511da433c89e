package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.format.Export;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that several callers want at once. */
@Timeout(120)
class ArtifactStoreTest {
  private static final String SHA256 = "ab".repeat(32);

  private final Metrics metrics = new Metrics();
  private final FullChannel channel = new FullChannel();
  private final ArtifactStore artifacts =
      new ArtifactStore(
          1000,
          new ResultLog(
              CacheServiceGrpc.newBlockingStub(channel),
              CacheServiceGrpc.newStub(channel),
              new Guard("cache", 8, Duration.ofSeconds(1), metrics),
              Duration.ofSeconds(30),
              "test",
              metrics.counter("failures_total", "test", "operation")),
          metrics);

  @Test
  void get_memoryRunsOutForAnother_isToldToComeBack() throws Exception {
    Caller first = new Caller();
    first.thread.start();
    assertThat(channel.called.await(60, TimeUnit.SECONDS)).isTrue();
    Caller second = new Caller();
    second.thread.start();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (second.thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).as("waits in time").isLessThan(deadline);
    }
    channel.answers.countDown();

    assertThat(first.end()).isInstanceOf(OutOfMemoryError.class);
    assertThat(second.end())
        .isInstanceOfSatisfying(
            Failure.class, refusal -> assertThat(refusal.reason()).isEqualTo("OUT_OF_MEMORY"));
    assertThat(channel.calls).as("the second waited for the first").isEqualTo(1);
  }

  private final class Caller {
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final Thread thread =
        new Thread(() -> end.complete(catchThrowable(() -> artifacts.get(SHA256, Export.STORED))));

    @Nullable Throwable end() throws Exception {
      return end.get(60, TimeUnit.SECONDS);
    }
  }

  /** Runs out of memory, when it may. */
  private static final class FullChannel extends Channel {
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private volatile int calls;

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      calls++;
      called.countDown();
      try {
        answers.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      throw new OutOfMemoryError("on purpose");
    }

    @Override
    public String authority() {
      return "nobody";
    }
  }
}
