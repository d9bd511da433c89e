package io.orfeas.runtime;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The moment a caller leaves, wherever it falls: before, while or after the work for it is set up.
 */
public final class Departure {
  private @Nullable Runnable action;
  private boolean gone;

  private Departure() {}

  /** Watches a call; to be called before the service method returns. */
  public static Departure of(StreamObserver<?> call) {
    Departure departure = new Departure();
    if (call instanceof ServerCallStreamObserver<?> server) {
      server.setOnCancelHandler(departure::leave);
    }
    return departure;
  }

  /** What to do when the caller leaves; done at once if it has left already. */
  public void then(Runnable leave) {
    boolean late;
    synchronized (this) {
      action = leave;
      late = gone;
    }
    if (late) {
      leave.run();
    }
  }

  private void leave() {
    Runnable leave;
    synchronized (this) {
      gone = true;
      leave = action;
    }
    if (leave != null) {
      leave.run();
    }
  }
}
