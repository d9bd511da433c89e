package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.inference.v1.GenerateResponse;

/**
 * What one caller is sent, wherever its events come from: each once and in order, nothing after the
 * end, and nothing once it has left.
 */
final class CallerStream implements Subscriber {
  private final Subscriber caller;
  private int lastSequence;
  private boolean ended;
  private Runnable detach = () -> {};

  /**
   * A stream that goes on.
   *
   * @param afterSequence what the caller has seen before
   */
  CallerStream(Subscriber caller, int afterSequence) {
    this.caller = caller;
    lastSequence = afterSequence;
  }

  /** The last event that the caller has seen. */
  synchronized int lastSequence() {
    return lastSequence;
  }

  /** Whether nothing is sent any more. */
  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public synchronized void source(Source source) {
    if (!ended) {
      caller.source(source);
    }
  }

  @Override
  public synchronized void started() {
    if (!ended) {
      caller.started();
    }
  }

  @Override
  public synchronized void event(GenerateResponse event) {
    boolean completed = event.getStage().equals(Events.COMPLETED);
    if (ended) {
      return;
    }
    if (event.getSequence() <= lastSequence) {
      if (completed) {
        ended();
      }
      return;
    }
    lastSequence = event.getSequence();
    ended = completed;
    try {
      caller.event(event);
    } catch (RuntimeException unwritable) {
      // One caller that cannot be written to is no reason for the others to lose their run.
      ended = true;
      caller.failed(Failures.toStatus(unwritable));
    }
  }

  @Override
  public synchronized void ended() {
    if (!ended) {
      ended = true;
      caller.ended();
    }
  }

  @Override
  public synchronized void failed(Status status) {
    if (!ended) {
      ended = true;
      caller.failed(status);
    }
  }

  /** Says what is to be undone when the caller leaves; at once, if it has. */
  void onLeave(Runnable undo) {
    boolean late;
    synchronized (this) {
      detach = undo;
      late = ended;
    }
    // Outside the lock: a run that emits holds its own lock and asks for this one.
    if (late) {
      undo.run();
    }
  }

  /** The caller is gone. */
  void leave() {
    Runnable undo;
    synchronized (this) {
      ended = true;
      undo = detach;
    }
    undo.run();
  }
}
