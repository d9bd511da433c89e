package io.orfeas.inference.run;

import io.orfeas.artifact.v1.Digest;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.pipeline.Reconstruction;
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

/** Computes one run on the thread that calls it: pipeline in, events and blobs out. */
final class RunWorker implements Runnable, StageListener {
  private static final Logger logger = LoggerFactory.getLogger(RunWorker.class);

  private final Run run;
  private final RunRequest request;
  private final Publication publication;
  private final Reconstruction pipeline;
  private final ArtifactStore artifacts;
  private final RunObserver observer;
  private @Nullable GenerateResponse accepted;
  private @Nullable GenerateResponse last;

  RunWorker(
      Run run,
      RunRequest request,
      Publication publication,
      Reconstruction pipeline,
      ArtifactStore artifacts,
      RunObserver observer) {
    this.run = run;
    this.request = request;
    this.publication = publication;
    this.pipeline = pipeline;
    this.artifacts = artifacts;
    this.observer = observer;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      pipeline.run(Objects.requireNonNull(request.image()), request.options(), this);
      complete(Duration.ofNanos(System.nanoTime() - start));
    } catch (CancellationException nobodyLeft) {
      publication.abandon(null);
      run.fail(Failures.toStatus(nobodyLeft));
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError failure) {
      fail(failure);
    }
  }

  @Override
  public void accepted(ForegroundMask mask) {
    GenerateResponse event = Events.accepted(run.key(), mask);
    accepted = event;
    run.emit(event);
    publication.publish(event, null, null);
  }

  @Override
  public void finished(StageResult result) {
    Digest digest = artifacts.put(result.glb());
    GenerateResponse event = Events.finished(run.key(), result, digest);
    last = event;
    run.emit(event);
    publication.publish(event, digest, result.glb());
    observer.stage(request.options(), result.stage(), result.duration(), "ok");
  }

  @Override
  public boolean isCancelled() {
    return run.subscribers() == 0 && publication.followers() == 0;
  }

  private void complete(Duration total) {
    GenerateResponse event =
        Events.completed(Objects.requireNonNull(accepted), Objects.requireNonNull(last), total);
    publication.publish(event, event.getData().getArtifact().getDigest(), null);
    // Waits, so that whoever has seen the end finds the result in the log.
    publication.complete(total, request.options().estimator());
    run.emit(event);
  }

  private void fail(Throwable failure) {
    if (StatusMapper.isUnforeseen(failure) && !Failures.isFinal(failure)) {
      logger.error("run {} failed", run.key(), failure);
    }
    com.google.rpc.Status status = Failures.toStatus(failure);
    publication.abandon(Failures.isFinal(failure) ? status : null);
    run.fail(status);
  }
}
