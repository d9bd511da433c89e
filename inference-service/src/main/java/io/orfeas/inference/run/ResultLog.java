package io.orfeas.inference.run;

import com.google.common.collect.ImmutableList;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.ProtoTime;
import io.prometheus.client.Counter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache-service as inference sees it. Every call but {@link #watch} has a short deadline and
 * goes through a guard, so that a slow or absent cache costs little and fails nothing.
 */
public final class ResultLog {
  private static final Logger logger = LoggerFactory.getLogger(ResultLog.class);
  private static final Duration UPLOAD_DEADLINE = Duration.ofSeconds(5);

  /**
   * Longer: without an upload a run goes on uncached, without a download its caller gets nothing.
   */
  private static final Duration DOWNLOAD_DEADLINE = Duration.ofSeconds(20);

  private static final Duration FIRST_CALL = Duration.ofSeconds(5);

  private final CacheServiceBlockingStub blocking;
  private final CacheServiceStub async;
  private final Guard guard;
  private final Duration deadline;
  private final String owner;
  private final Counter failures;

  /**
   * A log behind stubs.
   *
   * @param deadline of every call that moves no blob
   * @param owner name of this replica
   * @param failures counts calls that failed, by {@code operation}
   */
  public ResultLog(
      CacheServiceBlockingStub blocking,
      CacheServiceStub async,
      Guard guard,
      Duration deadline,
      String owner,
      Counter failures) {
    this.blocking = blocking;
    this.async = async;
    this.guard = guard;
    this.deadline = deadline;
    this.owner = owner;
    this.failures = failures;
  }

  /**
   * Makes the first call, which takes far longer than later ones (classes, connection), so that no
   * request has to; says in the log whether the cache-service answers.
   */
  public void connect() {
    try {
      blocking
          .withDeadlineAfter(FIRST_CALL.toMillis(), TimeUnit.MILLISECONDS)
          .getStats(GetStatsRequest.getDefaultInstance());
      logger.info("cache-service: connected");
    } catch (StatusRuntimeException away) {
      logger.warn("cache-service: {} (computing uncached until it answers)", away.getMessage());
    }
  }

  /** What is known about a key; empty when the cache cannot be reached. */
  Optional<AcquireResponse> acquire(String key, boolean skipLookup) {
    AcquireRequest request = question(key, skipLookup).build();
    return attempt("acquire", () -> bounded().acquire(request));
  }

  /** As {@link #acquire}, but never a lease; empty also when nothing is known. */
  Optional<AcquireResponse> lookup(String key, boolean skipLookup) {
    AcquireRequest request = question(key, skipLookup).setLookupOnly(true).build();
    return attempt("lookup", () -> bounded().acquire(request));
  }

  /** Renews a lease; empty when the cache cannot be reached or the lease is lost. */
  Optional<RenewResponse> renew(String key, Lease lease) {
    return attempt("renew", () -> bounded().renew(renewal(key, lease)));
  }

  /** As {@link #renew}, without waiting. The stage never fails. */
  CompletionStage<Optional<RenewResponse>> renewLater(String key, Lease lease) {
    return guard
        .callAsync(
            () -> {
              CompletableFuture<RenewResponse> answer = new CompletableFuture<>();
              async
                  .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                  .renew(renewal(key, lease), new FutureObserver<>(answer));
              return answer;
            })
        .handle(
            (renewed, failure) ->
                failure == null ? Optional.of(renewed) : failed("renew", failure));
  }

  boolean publish(String key, Lease lease, LogEntry entry) {
    PublishRequest request =
        PublishRequest.newBuilder()
            .setKey(key)
            .setFencingToken(lease.getFencingToken())
            .setEntry(entry)
            .build();
    return attempt("publish", () -> bounded().publish(request)).isPresent();
  }

  boolean complete(
      String key, Lease lease, int lastSequence, Duration computing, String estimator) {
    CompleteRequest request =
        CompleteRequest.newBuilder()
            .setKey(key)
            .setFencingToken(lease.getFencingToken())
            .setComputeDuration(ProtoTime.of(computing))
            .setEstimator(estimator)
            .setLastSequence(lastSequence)
            .build();
    return attempt("complete", () -> bounded().complete(request)).isPresent();
  }

  void abandon(String key, Lease lease, @Nullable Status finalStatus) {
    AbandonRequest.Builder request =
        AbandonRequest.newBuilder().setKey(key).setFencingToken(lease.getFencingToken());
    if (finalStatus != null) {
      request.setFinalStatus(finalStatus);
    }
    attempt("abandon", () -> bounded().abandon(request.build()));
  }

  /**
   * Follows a key; the observer ends with an error when the cache cannot be reached.
   *
   * @param executor calls the observer, one call at a time; not the connection's own thread, on
   *     which an observer that reads a blob would wait for itself
   */
  void watch(
      String key, int afterSequence, Executor executor, StreamObserver<WatchResponse> observer) {
    async
        .withExecutor(executor)
        .watch(
            WatchRequest.newBuilder().setKey(key).setAfterSequence(afterSequence).build(),
            observer);
  }

  /**
   * What is known of a key now, as a watcher would see it; empty when nothing is.
   *
   * @throws Failure {@code LOG_UNREACHABLE} when that cannot be found out
   */
  Optional<List<WatchResponse>> replay(String key) {
    WatchRequest request = WatchRequest.newBuilder().setKey(key).setReplayOnly(true).build();
    try {
      return Optional.of(guard.call(() -> ImmutableList.copyOf(bounded().watch(request))));
    } catch (RuntimeException refused) {
      if (io.grpc.Status.fromThrowable(refused).getCode() == Code.NOT_FOUND) {
        return Optional.empty();
      }
      failed("replay", refused);
      throw unreachable(refused);
    }
  }

  /** What a caller is told who cannot be served without the log. */
  static Failure unreachable(@Nullable Throwable cause) {
    String message = "result log: cannot be reached now (expected: a cache-service that answers)";
    return cause == null
        ? Failure.of(Code.UNAVAILABLE, "LOG_UNREACHABLE", message)
        : Failure.of(Code.UNAVAILABLE, "LOG_UNREACHABLE", message, cause);
  }

  boolean putBlob(Digest digest, byte[] bytes) {
    return attempt("put_blob", () -> BlobUpload.run(uploads(), digest, bytes)).isPresent();
  }

  /**
   * The bytes of a blob; empty when there is none.
   *
   * @throws Failure {@code ARTIFACT_UNREACHABLE} when the cache cannot be reached
   */
  public Optional<byte[]> blob(String sha256) {
    try {
      return Optional.of(guard.call(() -> download(sha256)));
    } catch (RuntimeException refused) {
      if (io.grpc.Status.fromThrowable(refused).getCode() == Code.NOT_FOUND) {
        return Optional.empty();
      }
      failed("get_blob", refused);
      throw Failure.of(
          Code.UNAVAILABLE,
          "ARTIFACT_UNREACHABLE",
          "artifact: " + sha256 + " cannot be read now (expected: a cache-service that answers)",
          refused);
    }
  }

  private byte[] download(String sha256) {
    GetBlobRequest request = GetBlobRequest.newBuilder().setSha256(sha256).build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Iterator<GetBlobResponse> pieces =
        blocking
            .withDeadlineAfter(DOWNLOAD_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .getBlob(request);
    pieces.forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
    return bytes.toByteArray();
  }

  private AcquireRequest.Builder question(String key, boolean skipLookup) {
    return AcquireRequest.newBuilder().setKey(key).setOwner(owner).setSkipLookup(skipLookup);
  }

  private static RenewRequest renewal(String key, Lease lease) {
    return RenewRequest.newBuilder().setKey(key).setFencingToken(lease.getFencingToken()).build();
  }

  private CacheServiceStub uploads() {
    return async.withDeadlineAfter(UPLOAD_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CacheServiceBlockingStub bounded() {
    return blocking.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> Optional<T> attempt(String operation, Supplier<T> call) {
    try {
      return Optional.of(guard.call(call));
    } catch (RuntimeException refused) {
      return failed(operation, refused);
    }
  }

  /** Counts it, unless it is the answer that there is no such thing. */
  private <T> Optional<T> failed(String operation, Throwable failure) {
    if (io.grpc.Status.fromThrowable(failure).getCode() != Code.NOT_FOUND) {
      failures.labels(operation).inc();
      logger.debug("cache-service: {} failed", operation, failure);
    }
    return Optional.empty();
  }

  /** Completes a future with the one answer of a call. */
  private record FutureObserver<T>(CompletableFuture<T> future) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable thrown) {
      future.completeExceptionally(thrown);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IllegalStateException("call: no answer (expected: one)"));
    }
  }
}
