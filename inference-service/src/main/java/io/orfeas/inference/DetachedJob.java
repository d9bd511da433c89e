package io.orfeas.inference;

import com.google.rpc.Status;
import io.orfeas.inference.run.Events;
import io.orfeas.inference.run.JobProgress;
import io.orfeas.inference.run.Source;
import io.orfeas.inference.run.Subscriber;
import io.orfeas.inference.v1.GenerateResponse;
import java.util.concurrent.CompletableFuture;

/** Follows a generation in place of its caller, so that it is wanted until it has ended. */
final class DetachedJob implements Subscriber {
  private final CompletableFuture<JobProgress> end = new CompletableFuture<>();
  private volatile JobProgress progress = JobProgress.QUEUED;
  private volatile Source source = Source.MISS;
  private volatile boolean begun;

  /** How far it is. */
  JobProgress progress() {
    return progress;
  }

  /** Whether it got as far as being computed; what ends it before is a refusal. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether what it makes is in the log, where others find it. */
  boolean isLogged() {
    return source != Source.UNAVAILABLE;
  }

  /** Completes when it has ended, on a thread that must not be held up. */
  CompletableFuture<JobProgress> end() {
    return end;
  }

  @Override
  public void source(Source from) {
    source = from;
  }

  @Override
  public void started() {
    begun = true;
  }

  @Override
  public void event(GenerateResponse event) {
    begun = true;
    progress = progress.with(event);
    if (event.getStage().equals(Events.COMPLETED)) {
      end.complete(progress);
    }
  }

  @Override
  public void ended() {
    end.complete(progress);
  }

  @Override
  public void failed(Status status) {
    progress = progress.failed(status);
    end.complete(progress);
  }
}
