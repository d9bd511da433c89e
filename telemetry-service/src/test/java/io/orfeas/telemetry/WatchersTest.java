package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import io.orfeas.telemetry.v1.WatchPerformanceResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchersTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final WatchPerformanceResponse UPDATE =
      WatchPerformanceResponse.getDefaultInstance();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Watchers watchers = new Watchers(scheduler, new TelemetryMetrics(new Metrics()));

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  @Test
  void add_sendsUpdatesUntilClosed() throws Exception {
    FakeCaller caller = new FakeCaller();

    watchers.add(caller, SOON, () -> UPDATE);

    assertThat(caller.next()).isEqualTo("update");
    assertThat(caller.next()).isEqualTo("update");
    watchers.close();
    assertThat(caller.last()).isEqualTo("completed");
  }

  @Test
  void add_callerThatDoesNotKeepUp_getsNothingMeanwhile() throws Exception {
    FakeCaller slow = new FakeCaller();
    slow.ready = false;
    FakeCaller quick = new FakeCaller();
    watchers.add(slow, SOON, () -> UPDATE);
    watchers.add(quick, SOON, () -> UPDATE);

    assertThat(quick.next()).isEqualTo("update");
    assertThat(quick.next()).isEqualTo("update");
    assertThat(slow.said).isEmpty();
    slow.ready = true;
    assertThat(slow.next()).isEqualTo("update");
  }

  @Test
  void add_callerThatLeaves_isForgotten() throws Exception {
    FakeCaller caller = new FakeCaller();
    watchers.add(caller, SOON, () -> UPDATE);
    caller.next();

    caller.leave();
    watchers.close();

    assertThat(caller.said).doesNotContain("completed");
  }

  @Test
  void add_updateThatFails_endsTheStream() throws Exception {
    FakeCaller caller = new FakeCaller();

    watchers.add(
        caller,
        SOON,
        () -> {
          throw new IllegalStateException("no");
        });

    assertThat(caller.next()).isEqualTo("error");
    watchers.close();
    assertThat(caller.said).isEmpty();
  }

  @Test
  void add_tooMany_isRefused() {
    for (int i = 0; i < 64; i++) {
      watchers.add(new FakeCaller(), Duration.ofHours(1), () -> UPDATE);
    }

    assertThatThrownBy(() -> watchers.add(new FakeCaller(), SOON, () -> UPDATE))
        .isInstanceOf(Failure.class)
        .hasMessage("watchers: 65 (expected: at most 64)");
    watchers.close();
    watchers.add(new FakeCaller(), SOON, () -> UPDATE);
  }

  /** A caller that notes what it is told. */
  private static final class FakeCaller extends ServerCallStreamObserver<WatchPerformanceResponse> {
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    private volatile boolean ready = true;
    private volatile @Nullable Runnable cancelled;

    String next() throws InterruptedException {
      return String.valueOf(said.poll(20, TimeUnit.SECONDS));
    }

    String last() throws InterruptedException {
      String last = next();
      while (last.equals("update")) {
        last = next();
      }
      return last;
    }

    void leave() {
      Runnable handler = cancelled;
      if (handler != null) {
        handler.run();
      }
    }

    @Override
    public void onNext(WatchPerformanceResponse update) {
      said.add("update");
    }

    @Override
    public void onError(Throwable thrown) {
      said.add("error");
    }

    @Override
    public void onCompleted() {
      said.add("completed");
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      cancelled = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
  }
}
