package io.orfeas.inference.run;

import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.pipeline.StageListener;
import io.orfeas.inference.pipeline.StageResult;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.StatusMapper;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one run on the thread that calls it: pipeline in, events and blobs out. Just before the
 * end is told, {@code retire} takes the run out of those that can be joined.
 */
final class RunWorker implements Runnable, StageListener {
  private static final Logger logger = LoggerFactory.getLogger(RunWorker.class);

  private final Run run;
  private final RunRequest request;
  private final Publication publication;
  private final Reconstruction pipeline;
  private final ArtifactStore artifacts;
  private final ObservedRun observed;
  private final Runnable retire;
  private @Nullable GenerateResponse accepted;
  private @Nullable GenerateResponse last;
  private volatile @Nullable Shortfall shortfall;
  private long stageStart;

  RunWorker(
      Run run,
      RunRequest request,
      Publication publication,
      Reconstruction pipeline,
      ArtifactStore artifacts,
      ObservedRun observed,
      Runnable retire) {
    this.run = run;
    this.request = request;
    this.publication = publication;
    this.pipeline = pipeline;
    this.artifacts = artifacts;
    this.observed = observed;
    this.retire = retire;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    stageStart = start;
    try {
      observed.started();
      run.start();
      if (isCancelled()) {
        throw new CancellationException("run: cancelled while it waited");
      }
      pipeline.run(Objects.requireNonNull(request.image()), request.options(), this);
      complete(Duration.ofNanos(System.nanoTime() - start));
    } catch (Throwable failure) {
      // Whatever it is: callers wait for an end, and the lease must not be renewed for ever.
      fail(failure);
    }
  }

  @Override
  public void accepted(ForegroundMask mask) {
    observed.accepted();
    GenerateResponse plain = Events.accepted(run.key(), mask);
    GenerateResponse event =
        Events.by(request.options().estimator(), Events.traced(plain, observed.traceParent()));
    accepted = event;
    run.emit(event);
    publication.publish(event, null, null);
  }

  @Override
  public void finished(StageResult result) {
    observed.finished(result);
    Digest digest = artifacts.put(result.glb());
    GenerateResponse event = Events.finished(run.key(), result, digest);
    last = event;
    run.emit(event);
    publication.publish(event, digest, result.glb());
    stageStart = System.nanoTime();
  }

  @Override
  public void degraded(Shortfall why) {
    shortfall = why;
  }

  @Override
  public boolean isCancelled() {
    return run.subscribers() == 0 && publication.followers() == 0;
  }

  private void complete(Duration total) {
    GenerateResponse event =
        Events.completed(Objects.requireNonNull(accepted), Objects.requireNonNull(last), total);
    Shortfall why = shortfall;
    if (why != null) {
      event = Events.completedOn(why, event, next());
      // Not what the key stands for: nobody else is served it from the log.
      publication.abandon(null);
      end(event);
      return;
    }
    publication.publish(event, event.getData().getArtifact().getDigest(), null);
    // Waits, so that whoever has seen the end finds the result in the log.
    publication.complete(total, request.method());
    end(event);
  }

  private void end(GenerateResponse event) {
    retire.run();
    observed.ended("ok");
    run.emit(event);
  }

  private void fail(Throwable failure) {
    boolean cancelled = failure instanceof CancellationException;
    if (Failures.isMemory(failure)) {
      String stage = accepted == null ? Events.ACCEPTED : next().wireName();
      logger.error("run {}: out of memory in {}: {}", run.key(), stage, failure.getMessage());
      observed.outOfMemory(stage);
    } else if (!cancelled && !Failures.isFinal(failure) && StatusMapper.isUnforeseen(failure)) {
      logger.error("run {} failed", run.key(), failure);
    }
    String outcome = cancelled ? "cancelled" : "error";
    if (accepted != null) {
      observed.broken(next(), Duration.ofNanos(System.nanoTime() - stageStart), outcome);
    }
    observed.ended(outcome);
    com.google.rpc.Status status = Failures.toStatus(failure);
    retire.run();
    try {
      publication.abandon(Failures.isFinal(failure) ? status : null);
    } finally {
      run.fail(status);
    }
  }

  /** The stage that was being computed. */
  private Stage next() {
    int next = last == null ? 0 : Math.min(last.getSequence() - 1, Stage.values().length - 1);
    return Stage.values()[next];
  }
}
