package io.orfeas.cache;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Event;
import io.orfeas.cache.store.Feed;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Failure;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One stream that follows a key. It takes from its feed what the client is ready for; nothing is
 * queued here, and no thread waits.
 */
final class WatchCall {
  private final ServerCallStreamObserver<WatchResponse> observer;
  private final CacheMetrics metrics;
  private final Answers answers;
  private final boolean fromTheStart;
  private final boolean replayOnly;
  private final Set<WatchCall> open;
  private final DrainLoop loop = new DrainLoop(this::drain);
  private volatile @Nullable Feed feed;
  private volatile boolean over;
  private volatile boolean leaving;

  private WatchCall(
      ServerCallStreamObserver<WatchResponse> observer,
      CacheMetrics metrics,
      Answers answers,
      boolean fromTheStart,
      boolean replayOnly,
      Set<WatchCall> open) {
    this.observer = observer;
    this.metrics = metrics;
    this.answers = answers;
    this.fromTheStart = fromTheStart;
    this.replayOnly = replayOnly;
    this.open = open;
  }

  /**
   * Starts to follow.
   *
   * @param open calls that have not ended; this one is added until it has
   */
  static void start(
      CacheStore store,
      WatchRequest request,
      ServerCallStreamObserver<WatchResponse> observer,
      CacheMetrics metrics,
      Answers answers,
      Set<WatchCall> open) {
    Key key = Wire.key(request.getKey());
    int afterSequence = Wire.sequence("after_sequence", request.getAfterSequence());
    boolean replayOnly = request.getReplayOnly();
    WatchCall call =
        new WatchCall(
            observer, metrics, answers, afterSequence == 0 && !replayOnly, replayOnly, open);
    observer.setOnReadyHandler(call.loop::ask);
    observer.setOnCancelHandler(call::end);
    call.feed = store.watch(key, afterSequence, call.loop::ask);
    open.add(call);
    if (call.over) {
      call.end();
    }
    call.loop.ask();
  }

  /** Ends the stream so that the client goes elsewhere: this replica is about to end. */
  void leave() {
    leaving = true;
    loop.ask();
  }

  private void drain() {
    Feed source = feed;
    try {
      if (leaving && !over) {
        throw Failure.of(
            Status.Code.UNAVAILABLE, "SHUTTING_DOWN", "replica: ending (expected: ask another)");
      }
      while (source != null && !over && observer.isReady()) {
        Optional<Event> event = source.next();
        if (event.isEmpty()) {
          if (replayOnly) {
            end();
            observer.onCompleted();
          }
          return;
        }
        send(event.get());
      }
    } catch (RuntimeException failure) {
      end();
      observer.onError(answers.failed(failure));
    }
  }

  private void send(Event event) {
    observer.onNext(Wire.message(event));
    if (event instanceof Event.Appended) {
      return;
    }
    if (fromTheStart && event instanceof Event.Completed completed) {
      metrics.followedToTheEnd(completed.computeDuration());
    }
    end();
    observer.onCompleted();
  }

  private void end() {
    over = true;
    open.remove(this);
    Feed source = feed;
    if (source != null) {
      source.close();
    }
  }
}
