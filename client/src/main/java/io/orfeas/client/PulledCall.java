package io.orfeas.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server stream that is read at the reader's pace: the next message is asked for when the one
 * before was taken, so at most one waits here.
 *
 * @param <Q> request
 * @param <S> message on the wire
 * @param <T> what the reader gets of it
 */
final class PulledCall<Q, S, T> implements ClientResponseObserver<Q, S> {
  private final BlockingQueue<Signal<S>> signals = new LinkedBlockingQueue<>();
  private volatile @Nullable ClientCallStreamObserver<Q> call;
  private final Function<S, T> reading;
  private boolean asked = true;

  /** A message, or the end: well when both are null. */
  private record Signal<S>(@Nullable S message, @Nullable StatusRuntimeException failure) {}

  PulledCall(Function<S, T> reading) {
    this.reading = reading;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> started) {
    started.disableAutoRequestWithInitial(1);
    call = started;
  }

  @Override
  public void onNext(S message) {
    signals.add(new Signal<>(message, null));
  }

  @Override
  public void onError(Throwable thrown) {
    StatusRuntimeException failure =
        Status.fromThrowable(thrown).asRuntimeException(Status.trailersFromThrowable(thrown));
    signals.add(new Signal<>(null, failure));
  }

  @Override
  public void onCompleted() {
    signals.add(new Signal<>(null, null));
  }

  /**
   * The next message; waits for it.
   *
   * @return null at the end
   * @throws StatusRuntimeException what the call ended with
   */
  @Nullable T next() {
    if (!asked) {
      asked = true;
      started().request(1);
    }
    Signal<S> signal = take();
    if (signal.failure() != null) {
      throw signal.failure();
    }
    asked = false;
    S message = signal.message();
    return message == null ? null : reading.apply(message);
  }

  /** Ends the call; whoever waits for a message is told. */
  void cancel() {
    ClientCallStreamObserver<Q> running = call;
    if (running != null) {
      running.cancel("the reader left", null);
    }
    onError(Status.CANCELLED.withDescription("the reader left").asRuntimeException());
  }

  private Signal<S> take() {
    try {
      return signals.take();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      cancel();
      throw Status.CANCELLED.withDescription("interrupted").withCause(stopped).asRuntimeException();
    }
  }

  private ClientCallStreamObserver<Q> started() {
    ClientCallStreamObserver<Q> running = call;
    if (running == null) {
      throw new IllegalStateException("call: not started (expected: started)");
    }
    return running;
  }
}
