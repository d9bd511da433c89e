package io.orfeas.inference.run;

import com.google.common.collect.ImmutableList;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache-service as inference sees it. Every call but {@link #watch} has a short deadline and
 * goes through a guard, so that a slow or absent cache costs little and fails nothing. What is
 * watched is given up when the cache-service falls silent.
 */
public final class ResultLog {
  private static final Logger logger = LoggerFactory.getLogger(ResultLog.class);
  private static final Duration FIRST_CALL = Duration.ofSeconds(5);

  private final CacheCalls calls;
  private final CacheBlobs blobs;
  private final Watches watches;
  private final String owner;

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
    this.owner = owner;
    calls = new CacheCalls(blocking, async, guard, deadline, failures);
    blobs = new CacheBlobs(calls);
    watches = new Watches(calls);
  }

  /**
   * Makes the first call, which takes far longer than later ones (classes, connection), so that no
   * request has to; says in the log whether the cache-service answers.
   */
  public void connect() {
    try {
      calls.blocking(FIRST_CALL).getStats(GetStatsRequest.getDefaultInstance());
      logger.info("cache-service: connected");
    } catch (StatusRuntimeException away) {
      logger.warn("cache-service: {} (computing uncached until it answers)", away.getMessage());
    }
  }

  /** What is known about a key; empty when the cache cannot be reached. */
  Optional<AcquireResponse> acquire(String key, boolean skipLookup) {
    AcquireRequest request = question(key, skipLookup).build();
    return calls.attempt("acquire", () -> calls.blocking().acquire(request));
  }

  /** As {@link #acquire}, but never a lease; empty also when nothing is known. */
  Optional<AcquireResponse> lookup(String key, boolean skipLookup) {
    AcquireRequest request = question(key, skipLookup).setLookupOnly(true).build();
    return calls.attempt("lookup", () -> calls.blocking().acquire(request));
  }

  /** What the holder of a lease may do. */
  HeldLease held(String key, Lease lease) {
    return new HeldLease(calls, key, lease);
  }

  /** The files that entries name. */
  CacheBlobs blobs() {
    return blobs;
  }

  /**
   * Looks after what is watched: after three calls in a row to which the cache-service does not
   * answer within its deadline, those who watch are told that it cannot be reached. To be called
   * about once a second; does not wait.
   */
  public void lookAfterWatches() {
    watches.check();
  }

  /**
   * Follows a key; the observer ends with an error when the cache cannot be reached, or falls
   * silent.
   *
   * @param executor calls the observer, one call at a time; not the connection's own thread, on
   *     which an observer that reads a blob would wait for itself
   */
  void watch(
      String key,
      int afterSequence,
      Executor executor,
      ClientResponseObserver<WatchRequest, WatchResponse> observer) {
    calls
        .endless()
        .withExecutor(executor)
        .watch(
            WatchRequest.newBuilder().setKey(key).setAfterSequence(afterSequence).build(),
            watches.add(observer));
  }

  /**
   * What is known of a key now, as a watcher would see it; empty when nothing is.
   *
   * @throws Failure {@code LOG_UNREACHABLE} when that cannot be found out
   */
  Optional<List<WatchResponse>> replay(String key) {
    WatchRequest request = WatchRequest.newBuilder().setKey(key).setReplayOnly(true).build();
    return calls.find(
        "replay",
        () -> ImmutableList.copyOf(calls.blocking().watch(request)),
        ResultLog::unreachable);
  }

  /** What a caller is told who cannot be served without the log. */
  static Failure unreachable(@Nullable Throwable cause) {
    String message = "result log: cannot be reached now (expected: a cache-service that answers)";
    return cause == null
        ? Failure.of(Code.UNAVAILABLE, "LOG_UNREACHABLE", message)
        : Failure.of(Code.UNAVAILABLE, "LOG_UNREACHABLE", message, cause);
  }

  private AcquireRequest.Builder question(String key, boolean skipLookup) {
    return AcquireRequest.newBuilder().setKey(key).setOwner(owner).setSkipLookup(skipLookup);
  }
}
