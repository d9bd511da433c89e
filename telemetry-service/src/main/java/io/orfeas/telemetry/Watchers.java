package io.orfeas.telemetry;

import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import io.orfeas.telemetry.v1.WatchPerformanceResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Streams that follow the figures live, in bounded number. */
final class Watchers implements AutoCloseable {
  private static final int MAX_WATCHERS = 64;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final ScheduledExecutorService scheduler;
  private final Set<Watcher> watching = ConcurrentHashMap.newKeySet();

  Watchers(ScheduledExecutorService scheduler, TelemetryMetrics metrics) {
    this.scheduler = scheduler;
    metrics.watchers(watching::size);
  }

  /**
   * Sends an update now and after each interval, until the caller leaves or the service ends.
   *
   * @throws Failure if too many watch
   */
  void add(
      ServerCallStreamObserver<WatchPerformanceResponse> caller,
      Duration interval,
      Supplier<WatchPerformanceResponse> update) {
    Watcher watcher = new Watcher(caller, update);
    caller.setOnCancelHandler(watcher::leave);
    watching.add(watcher);
    if (watching.size() > MAX_WATCHERS) {
      watcher.leave();
      throw Failure.exhausted(
          "TOO_MANY_WATCHERS",
          "watchers: %d (expected: at most %d)".formatted(MAX_WATCHERS + 1, MAX_WATCHERS),
          RETRY_AFTER);
    }
    watcher.begin(interval);
  }

  /** Ends all streams. */
  @Override
  public void close() {
    watching.forEach(Watcher::end);
  }

  private final class Watcher {
    private final ServerCallStreamObserver<WatchPerformanceResponse> caller;
    private final Supplier<WatchPerformanceResponse> update;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable ScheduledFuture<?> updates;

    private Watcher(
        ServerCallStreamObserver<WatchPerformanceResponse> caller,
        Supplier<WatchPerformanceResponse> update) {
      this.caller = caller;
      this.update = update;
    }

    private void begin(Duration interval) {
      ScheduledFuture<?> scheduled =
          scheduler.scheduleWithFixedDelay(
              this::send, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
      updates = scheduled;
      if (ended.get()) {
        scheduled.cancel(false);
      }
    }

    private void send() {
      // A caller that has not taken the last update gets the next one instead.
      if (ended.get() || !caller.isReady()) {
        return;
      }
      try {
        tell(update.get());
      } catch (RuntimeException e) {
        if (leave()) {
          fail(e);
        }
      }
    }

    private void end() {
      if (leave()) {
        complete();
      }
    }

    /**
     * Stops the updates; false if they had been stopped. Never waits, as gRPC's threads call it.
     */
    private boolean leave() {
      watching.remove(this);
      ScheduledFuture<?> scheduled = updates;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
      return ended.compareAndSet(false, true);
    }

    // What is said to the caller is said by one thread at a time.

    private synchronized void tell(WatchPerformanceResponse response) {
      if (!ended.get()) {
        caller.onNext(response);
      }
    }

    private synchronized void fail(RuntimeException failure) {
      caller.onError(StatusMapper.toException(failure));
    }

    private synchronized void complete() {
      caller.onCompleted();
    }
  }
}
