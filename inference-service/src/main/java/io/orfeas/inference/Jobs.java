package io.orfeas.inference;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.orfeas.inference.run.JobLog;
import io.orfeas.inference.run.JobProgress;
import io.orfeas.inference.run.RunRequest;
import io.orfeas.inference.run.Runs;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.StatusMapper;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that this replica follows in place of their callers. Their number is bounded, for
 * nobody's leaving ends them; what they come to is in the log.
 */
final class Jobs {
  /** As long as a stream may last. */
  static final Duration LONGEST = Duration.ofHours(1);

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Logger logger = LoggerFactory.getLogger(Jobs.class);

  private final ConcurrentHashMap<String, DetachedJob> running = new ConcurrentHashMap<>();
  private final int limit;
  private final Semaphore places;
  private final Runs runs;
  private final JobLog log;
  private final InferenceMetrics metrics;
  private final Consumer<RequestOutcome> outcomes;
  private final Executor notes;
  private final DeadlineSubscriber.Alarm alarm;
  private final Counter ended;

  /**
   * No jobs yet.
   *
   * @param limit jobs at once
   * @param outcomes told how each generation ended
   * @param notes for calls to the log; a job has one at most
   */
  Jobs(
      int limit,
      Runs runs,
      JobLog log,
      InferenceMetrics metrics,
      Metrics registry,
      Consumer<RequestOutcome> outcomes,
      Executor notes,
      DeadlineSubscriber.Alarm alarm) {
    this.limit = limit;
    this.runs = runs;
    this.log = log;
    this.metrics = metrics;
    this.outcomes = outcomes;
    this.notes = notes;
    this.alarm = alarm;
    places = new Semaphore(limit);
    registry.gauge("orfeas_jobs_running", "Jobs handed in here that have not ended.", this::count);
    ended =
        registry.counter("orfeas_jobs_total", "Jobs handed in here, by how they ended.", "outcome");
    List.of("complete", "error", "refused").forEach(ended::labels);
  }

  /**
   * Begins a job, unless this replica has it already.
   *
   * @throws Failure {@code TOO_MANY_JOBS}, {@code LOG_UNREACHABLE}
   * @throws io.grpc.StatusRuntimeException when the generation is refused at once
   */
  JobProgress submit(RunRequest request) {
    DetachedJob job = new DetachedJob();
    DetachedJob known = running.putIfAbsent(request.key(), job);
    if (known != null) {
      return known.progress();
    }
    if (!places.tryAcquire()) {
      running.remove(request.key(), job);
      ended.labels("refused").inc();
      throw Failure.exhausted(
          "TOO_MANY_JOBS", "jobs: %d running (expected: fewer)".formatted(limit), RETRY);
    }
    boolean begun = false;
    try {
      begin(request, job);
      begun = true;
    } finally {
      if (!begun) {
        forget(request.key(), job, "refused");
      }
    }
    return job.progress();
  }

  /**
   * How far a job is, whoever runs it; empty when nothing is known of it.
   *
   * @throws Failure {@code LOG_UNREACHABLE}
   */
  Optional<JobProgress> find(String key) {
    DetachedJob here = running.get(key);
    return here != null ? Optional.of(here.progress()) : log.find(key);
  }

  /** Jobs that have not ended. */
  int count() {
    return limit - places.availablePermits();
  }

  /** How many may run at once. */
  int limit() {
    return limit;
  }

  /** Waits for those that run, for a while: nobody else will finish them. */
  void drain(Duration patience) {
    try {
      if (!places.tryAcquire(limit, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("{} jobs did not end within {}", count(), patience);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(RunRequest request, DetachedJob job) {
    Runnable leave =
        runs.generate(request, new ObservedSubscriber(job, request, metrics, outcomes));
    Status refusal = job.progress().failure();
    if (refusal != null && !job.hasBegun()) {
      throw StatusProto.toStatusRuntimeException(refusal);
    }
    if (!job.isLogged()) {
      leave.run();
      throw JobLog.unreachable();
    }
    Runnable disarm = alarm.after(LONGEST, () -> tooLong(job, leave));
    job.end()
        .thenAccept(
            progress -> {
              disarm.run();
              settle(request.key(), job, progress);
            });
  }

  private static void tooLong(DetachedJob job, Runnable leave) {
    leave.run();
    job.failed(
        StatusMapper.toStatus(
            Failure.of(
                Code.DEADLINE_EXCEEDED,
                "DEADLINE_EXCEEDED",
                "job: not done after %d s".formatted(LONGEST.toSeconds()))));
  }

  /** Called where events are handed out, so the log is written to elsewhere. */
  private void settle(String key, DetachedJob job, JobProgress progress) {
    Status failure = progress.failure();
    if (failure == null && !job.isLogged()) {
      failure = StatusMapper.toStatus(JobLog.unreachable());
    }
    if (failure == null) {
      forget(key, job, "complete");
      return;
    }
    Status why = failure;
    try {
      notes.execute(
          () -> {
            log.failed(key, why);
            forget(key, job, "error");
          });
    } catch (RejectedExecutionException full) {
      logger.warn("job {}: failed, and that could not be noted: {}", key, why.getMessage());
      forget(key, job, "error");
    }
  }

  private void forget(String key, DetachedJob job, String outcome) {
    running.remove(key, job);
    places.release();
    ended.labels(outcome).inc();
  }
}
