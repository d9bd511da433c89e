package io.orfeas.inference.run;

import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.StatusMapper;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what the log says of a key into the events of a generation. */
final class LogFollower implements ClientResponseObserver<WatchRequest, WatchResponse> {
  private final Subscriber subscriber;
  private final Consumer<Runnable> onLeave;
  private final Consumer<Throwable> over;
  private @Nullable Throwable vacated;

  /**
   * Follows for a subscriber.
   *
   * @param onLeave told how to end the call
   * @param over told once that no more comes, and why there is no result if the subscriber was told
   *     of none
   */
  LogFollower(Subscriber subscriber, Consumer<Runnable> onLeave, Consumer<Throwable> over) {
    this.subscriber = subscriber;
    this.onLeave = onLeave;
    this.over = over;
  }

  /** Hands on what an entry holds; one that cannot be read fails the generation. */
  static void entry(LogEntry entry, Subscriber subscriber) {
    GenerateResponse event;
    try {
      event = Events.read(entry.getPayload());
    } catch (Failure damaged) {
      subscriber.failed(StatusMapper.toStatus(damaged));
      return;
    }
    subscriber.event(event);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
    onLeave.accept(() -> call.cancel("the caller left", null));
  }

  @Override
  public void onNext(WatchResponse response) {
    switch (response.getEventCase()) {
      case ENTRY -> entry(response.getEntry(), subscriber);
      case FAILED -> subscriber.failed(response.getFailed());
      case COMPLETED -> subscriber.ended();
      case VACATED -> vacated = vacancy(response.getVacated().getReason());
      default -> {}
    }
  }

  @Override
  public void onError(Throwable thrown) {
    over.accept(thrown);
  }

  @Override
  public void onCompleted() {
    over.accept(vacated != null ? vacated : vacancy("INCOMPLETE"));
  }

  private static Throwable vacancy(String reason) {
    return Failure.of(
        Code.UNAVAILABLE, "LEADER_LOST", "leader: lost, " + reason + " (expected: a result)");
  }
}
