package io.orfeas.inference.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.runtime.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result log, read as a list of jobs.
 *
 * <p>The log keeps results, and forgets computations that end without one. So that whoever asks
 * later hears why a job failed, its status is logged as a small result of its own, under a key made
 * from the job's. A result, or a computation in flight, comes before such a note.
 */
public final class JobLog {
  private static final String NOTE = "failed-job";

  private final ResultLog log;

  /** Reads and writes a log. */
  public JobLog(ResultLog log) {
    this.log = log;
  }

  /**
   * How far the job of a key is; empty when the log knows nothing of it.
   *
   * <p>Between the end of a run that failed and its note there is a moment in which nothing is
   * known.
   *
   * @throws Failure {@code LOG_UNREACHABLE}, or {@code DATA_LOSS} for an entry that is none
   */
  public Optional<JobProgress> find(String key) {
    return log.replay(key)
        .map(JobLog::progress)
        .or(() -> log.replay(noteKey(key)).map(JobLog::note));
  }

  /** Notes why a job failed; as well as it can, for there may be no log to note it in. */
  public void failed(String key, Status status) {
    String at = noteKey(key);
    log.acquire(at, true)
        .filter(AcquireResponse::hasLease)
        .ifPresent(answer -> write(log.held(at, answer.getLease()), status));
  }

  /** What a caller is told who cannot be served without the log. */
  public static Failure unreachable() {
    return ResultLog.unreachable(null);
  }

  private static void write(HeldLease lease, Status status) {
    LogEntry entry = LogEntry.newBuilder().setSequence(1).setPayload(status.toByteString()).build();
    if (!lease.publish(entry) || !lease.complete(1, Duration.ZERO, NOTE)) {
      lease.abandon(null);
    }
  }

  private static JobProgress progress(List<WatchResponse> replayed) {
    JobProgress progress = JobProgress.QUEUED;
    for (WatchResponse response : replayed) {
      if (response.hasEntry()) {
        progress = progress.with(Events.read(response.getEntry().getPayload()));
      } else if (response.hasFailed()) {
        progress = progress.failed(response.getFailed());
      }
    }
    return progress;
  }

  private static JobProgress note(List<WatchResponse> replayed) {
    for (WatchResponse response : replayed) {
      if (response.hasEntry()) {
        return JobProgress.QUEUED.failed(status(response.getEntry().getPayload()));
      }
    }
    return JobProgress.QUEUED;
  }

  private static Status status(ByteString payload) {
    try {
      return Status.parseFrom(payload);
    } catch (InvalidProtocolBufferException damaged) {
      throw Failures.damaged(damaged);
    }
  }

  private static String noteKey(String key) {
    return RequestKey.sha256((NOTE + "\n" + key).getBytes(StandardCharsets.US_ASCII));
  }
}
