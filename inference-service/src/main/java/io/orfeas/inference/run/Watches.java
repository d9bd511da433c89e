package io.orfeas.inference.run;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that follow a key at the cache-service.
 *
 * <p>They have no deadline, for nobody knows how long a computation takes. So one that says nothing
 * tells nothing: the cache-service may be stuck, or gone without a word. While there are streams it
 * is asked something that has a deadline; when it stays silent, the streams end.
 */
final class Watches {
  /** Questions in a row without an answer after which the cache-service is taken for gone. */
  private static final int MOST_MISSED = 3;

  private static final Logger logger = LoggerFactory.getLogger(Watches.class);

  private final CacheCalls calls;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asking = new AtomicBoolean();
  private int missed;

  Watches(CacheCalls calls) {
    this.calls = calls;
  }

  /**
   * A stream that ends with {@code LOG_UNREACHABLE} when the cache-service falls silent.
   *
   * @param observer told what the stream says
   */
  ClientResponseObserver<WatchRequest, WatchResponse> add(
      ClientResponseObserver<WatchRequest, WatchResponse> observer) {
    return new Stream(observer);
  }

  /**
   * Asks whether the cache-service is there, if a stream depends on it. Does not wait, and throws
   * nothing: whoever asks again and again would stop.
   */
  void check() {
    if (open.isEmpty()) {
      // Nobody was asked for them, so earlier silence says nothing about streams to come.
      heard();
    } else if (asking.compareAndSet(false, true)) {
      try {
        ask();
      } catch (RuntimeException | Error failed) {
        asking.set(false);
        logger.error("cache-service: could not be asked; it is tried again", failed);
      }
    }
  }

  private void ask() {
    // Past the guard: that other calls fail is no reason to give up streams that live.
    calls
        .<GetStatsResponse>ask(
            (stub, answer) -> stub.getStats(GetStatsRequest.getDefaultInstance(), answer))
        .whenComplete(
            (stats, failure) -> {
              try {
                answered(failure);
              } finally {
                asking.set(false);
              }
            });
  }

  /** An error is an answer, too, and a connection that breaks ends its streams by itself. */
  private void answered(@Nullable Throwable failure) {
    if (failure == null || Status.fromThrowable(failure).getCode() != Code.DEADLINE_EXCEEDED) {
      heard();
      return;
    }
    calls.countFailure("watch", failure);
    if (missed()) {
      logger.warn("cache-service: silent, {} streams are given up", open.size());
      open.forEach(Stream::giveUp);
    }
  }

  private synchronized void heard() {
    missed = 0;
  }

  /** Notes one more; whether it is one too many. */
  private synchronized boolean missed() {
    missed = (missed + 1) % MOST_MISSED;
    return missed == 0;
  }

  private final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private final ClientResponseObserver<WatchRequest, WatchResponse> observer;
    private volatile @Nullable ClientCallStreamObserver<WatchRequest> call;
    private volatile boolean givenUp;

    Stream(ClientResponseObserver<WatchRequest, WatchResponse> observer) {
      this.observer = observer;
    }

    void giveUp() {
      givenUp = true;
      ClientCallStreamObserver<WatchRequest> started = call;
      if (started != null) {
        started.cancel("the cache-service is silent", null);
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
      call = started;
      open.add(this);
      observer.beforeStart(started);
    }

    @Override
    public void onNext(WatchResponse response) {
      observer.onNext(response);
    }

    @Override
    public void onError(Throwable thrown) {
      open.remove(this);
      observer.onError(givenUp ? ResultLog.unreachable(thrown) : thrown);
    }

    @Override
    public void onCompleted() {
      open.remove(this);
      observer.onCompleted();
    }
  }
}
