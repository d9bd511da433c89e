package io.orfeas.cache;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what a streaming call answers; takes messages only when asked if it is a slow reader. */
final class RecordedCall<Q, S> implements ClientResponseObserver<Q, S> {
  private final boolean slow;
  private final List<S> messages = new ArrayList<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<Q> call;

  private RecordedCall(boolean slow) {
    this.slow = slow;
  }

  static <Q, S> RecordedCall<Q, S> eager() {
    return new RecordedCall<>(false);
  }

  static <Q, S> RecordedCall<Q, S> slow() {
    return new RecordedCall<>(true);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> started) {
    call = started;
    if (slow) {
      started.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public synchronized void onNext(S message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    end.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }

  synchronized List<S> messages() {
    return List.copyOf(messages);
  }

  void take(int count) {
    requireCall().request(count);
  }

  void cancel() {
    requireCall().cancel("the reader left", null);
  }

  Status end() throws Exception {
    return end.get(120, TimeUnit.SECONDS);
  }

  boolean hasEnded() {
    return end.isDone();
  }

  private ClientCallStreamObserver<Q> requireCall() {
    if (call == null) {
      throw new IllegalStateException("call: not started (expected: started)");
    }
    return call;
  }
}
