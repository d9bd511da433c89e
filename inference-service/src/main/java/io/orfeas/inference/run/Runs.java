package io.orfeas.inference.run;

import io.orfeas.cache.v1.Lease;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.runtime.Failure;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * The runs of this process.
 *
 * <p>A generation asks the cache-service first, and is then replayed, joined or computed; see
 * {@link Generation}.
 */
public final class Runs {
  private final ConcurrentHashMap<String, Run> running = new ConcurrentHashMap<>();
  private final ResultLog log;
  private final AdmissionQueue queue;
  private final Reconstruction pipeline;
  private final ArtifactStore artifacts;
  private final RunObserver observer;
  private final Followers followers;
  private final Executor publishing;
  private final ScheduledExecutorService scheduler;

  /**
   * Wires the parts together.
   *
   * @param publishing for calls to the cache-service that write; a run has one waiting at most
   * @param scheduler for heartbeats, which do not block it
   */
  public Runs(
      ResultLog log,
      AdmissionQueue queue,
      Reconstruction pipeline,
      ArtifactStore artifacts,
      RunObserver observer,
      Followers followers,
      Executor publishing,
      ScheduledExecutorService scheduler) {
    this.log = log;
    this.queue = queue;
    this.pipeline = pipeline;
    this.artifacts = artifacts;
    this.observer = observer;
    this.followers = followers;
    this.publishing = publishing;
    this.scheduler = scheduler;
  }

  /**
   * Generates, joins or replays.
   *
   * @return to call when the caller leaves
   */
  public Runnable generate(RunRequest request, Subscriber subscriber) {
    Generation generation =
        new Generation(this, log, followers, request.key(), request, subscriber, 0);
    generation.start();
    return generation::leave;
  }

  /**
   * Follows a run that was begun before, here or elsewhere.
   *
   * @return to call when the caller leaves
   */
  public Runnable resume(String key, Subscriber subscriber, int afterSequence) {
    Generation generation =
        new Generation(this, log, followers, key, null, subscriber, afterSequence);
    generation.follow();
    return generation::leave;
  }

  Optional<Run> find(String key) {
    return Optional.ofNullable(running.get(key));
  }

  /**
   * Computes under a lease, for everyone.
   *
   * @param attach subscribes the caller; before the work begins, for a run that nobody follows is
   *     cancelled
   */
  void lead(RunRequest request, Lease lease, Consumer<Run> attach) {
    Run run = new Run(request.key());
    running.put(request.key(), run);
    attach.accept(run);
    enqueue(
        run,
        request,
        Source.MISS,
        new LeasedPublication(log.blobs(), log.held(request.key(), lease), publishing, scheduler));
  }

  /** Computes for this process only, because the log is out of reach; joins one such run. */
  void shareHere(RunRequest request, Consumer<Run> attach) {
    Run fresh = new Run(request.key());
    Run known = running.putIfAbsent(request.key(), fresh);
    attach.accept(known != null ? known : fresh);
    if (known == null) {
      enqueue(fresh, request, Source.UNAVAILABLE, Publication.NONE);
    }
  }

  /** Computes for one caller. */
  void computeAlone(RunRequest request, Consumer<Run> attach) {
    Run run = new Run(request.key());
    attach.accept(run);
    enqueue(run, request, Source.BYPASS, Publication.NONE);
  }

  private void enqueue(Run run, RunRequest request, Source source, Publication publication) {
    ObservedRun observed = observer.queued(request, source);
    Runnable retire = () -> running.remove(run.key(), run);
    RunWorker worker =
        new RunWorker(run, request, publication, pipeline, artifacts, observed, retire);
    try {
      queue.submit(request.priority(), request.remaining(), observed.carry(worker));
    } catch (Failure refused) {
      observed.ended("error");
      retire.run();
      publication.abandon(null);
      run.fail(Failures.toStatus(refused));
    }
  }
}
