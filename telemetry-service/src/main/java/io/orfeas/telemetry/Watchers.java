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
          "TOO_MANY_WATCHERS", "watchers: expected at most " + MAX_WATCHERS, RETRY_AFTER);
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
    private @Nullable ScheduledFuture<?> updates;
    private boolean ended;

    private Watcher(
        ServerCallStreamObserver<WatchPerformanceResponse> caller,
        Supplier<WatchPerformanceResponse> update) {
      this.caller = caller;
      this.update = update;
    }

    private synchronized void begin(Duration interval) {
      if (ended) {
        return;
      }
      updates =
          scheduler.scheduleWithFixedDelay(
              this::send, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void send() {
      // A caller that has not taken the last update gets the next one instead.
      if (ended || !caller.isReady()) {
        return;
      }
      try {
        caller.onNext(update.get());
      } catch (RuntimeException e) {
        leave();
        caller.onError(StatusMapper.toException(e));
      }
    }

    private synchronized void end() {
      if (!ended) {
        leave();
        caller.onCompleted();
      }
    }

    private synchronized void leave() {
      ended = true;
      watching.remove(this);
      if (updates != null) {
        updates.cancel(false);
      }
    }
  }
}
