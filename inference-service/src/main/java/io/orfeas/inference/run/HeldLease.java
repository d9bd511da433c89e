package io.orfeas.inference.run;

import com.google.rpc.Status;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.runtime.ProtoTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A key of the log, for whoever may write it: nobody else can while the lease lasts. */
final class HeldLease {
  private final CacheCalls calls;
  private final String key;
  private final Lease lease;

  HeldLease(CacheCalls calls, String key, Lease lease) {
    this.calls = calls;
    this.key = key;
    this.lease = lease;
  }

  String key() {
    return key;
  }

  /** How long it lasts from the start, and from each renewal. */
  Duration ttl() {
    return ProtoTime.toDuration(lease.getTtl());
  }

  /** Renews it; empty when the cache cannot be reached or the lease is lost. */
  Optional<RenewResponse> renew() {
    RenewRequest request = renewal();
    return calls.attempt("renew", () -> calls.blocking().renew(request));
  }

  /** As {@link #renew}, without waiting. The stage never fails. */
  CompletionStage<Optional<RenewResponse>> renewLater() {
    return calls.attemptLater("renew", (stub, answer) -> stub.renew(renewal(), answer));
  }

  /** Whether an entry is in the log. */
  boolean publish(LogEntry entry) {
    PublishRequest request =
        PublishRequest.newBuilder()
            .setKey(key)
            .setFencingToken(lease.getFencingToken())
            .setEntry(entry)
            .build();
    return calls.attempt("publish", () -> calls.blocking().publish(request)).isPresent();
  }

  /**
   * Whether what was published is a result now.
   *
   * @param lastSequence of the last entry that was published
   */
  boolean complete(int lastSequence, Duration computing, String estimator) {
    CompleteRequest request =
        CompleteRequest.newBuilder()
            .setKey(key)
            .setFencingToken(lease.getFencingToken())
            .setComputeDuration(ProtoTime.of(computing))
            .setEstimator(estimator)
            .setLastSequence(lastSequence)
            .build();
    return calls.attempt("complete", () -> calls.blocking().complete(request)).isPresent();
  }

  /**
   * Gives it back without a result.
   *
   * @param finalStatus what all who follow end with; null lets one of them compute
   */
  void abandon(@Nullable Status finalStatus) {
    AbandonRequest.Builder request =
        AbandonRequest.newBuilder().setKey(key).setFencingToken(lease.getFencingToken());
    if (finalStatus != null) {
      request.setFinalStatus(finalStatus);
    }
    calls.attempt("abandon", () -> calls.blocking().abandon(request.build()));
  }

  private RenewRequest renewal() {
    return RenewRequest.newBuilder().setKey(key).setFencingToken(lease.getFencingToken()).build();
  }
}
