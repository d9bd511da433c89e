package io.orfeas.inference.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.Status;
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
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.ProtoTime;
import io.prometheus.client.Counter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private static final int PIECE_BYTES = 256 << 10;
  private static final Duration BLOB_DEADLINE = Duration.ofSeconds(20);
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
    AcquireRequest request =
        AcquireRequest.newBuilder().setKey(key).setOwner(owner).setSkipLookup(skipLookup).build();
    return attempt("acquire", () -> bounded().acquire(request));
  }

  /** Renews a lease; empty when the cache cannot be reached or the lease is lost. */
  Optional<RenewResponse> renew(String key, Lease lease) {
    RenewRequest request =
        RenewRequest.newBuilder().setKey(key).setFencingToken(lease.getFencingToken()).build();
    return attempt("renew", () -> bounded().renew(request));
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

  boolean complete(String key, Lease lease, Duration computing, String estimator) {
    CompleteRequest request =
        CompleteRequest.newBuilder()
            .setKey(key)
            .setFencingToken(lease.getFencingToken())
            .setComputeDuration(ProtoTime.of(computing))
            .setEstimator(estimator)
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

  boolean putBlob(Digest digest, byte[] bytes) {
    return attempt("put_blob", () -> upload(digest, bytes)).isPresent();
  }

  /** The bytes of a blob; empty when there is none or the cache cannot be reached. */
  public Optional<byte[]> blob(String sha256) {
    GetBlobRequest request = GetBlobRequest.newBuilder().setSha256(sha256).build();
    return attempt(
        "get_blob",
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          Iterator<GetBlobResponse> pieces =
              blocking
                  .withDeadlineAfter(BLOB_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                  .getBlob(request);
          pieces.forEachRemaining(piece -> bytes.writeBytes(piece.getData().toByteArray()));
          return bytes.toByteArray();
        });
  }

  private PutBlobResponse upload(Digest digest, byte[] bytes) {
    CompletableFuture<PutBlobResponse> stored = new CompletableFuture<>();
    StreamObserver<PutBlobRequest> parts =
        async
            .withDeadlineAfter(BLOB_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .putBlob(new FutureObserver<>(stored));
    parts.onNext(PutBlobRequest.newBuilder().setDigest(digest).build());
    for (int offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      ByteString piece =
          UnsafeByteOperations.unsafeWrap(
              bytes, offset, Math.min(PIECE_BYTES, bytes.length - offset));
      parts.onNext(PutBlobRequest.newBuilder().setData(piece).build());
    }
    parts.onCompleted();
    return stored.join();
  }

  private CacheServiceBlockingStub bounded() {
    return blocking.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private <T> Optional<T> attempt(String operation, Supplier<T> call) {
    try {
      return Optional.of(guard.call(call));
    } catch (RuntimeException refused) {
      failures.labels(operation).inc();
      logger.debug("cache-service: {} failed", operation, refused);
      return Optional.empty();
    }
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
