package io.orfeas.cache;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Renewal;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.AbandonResponse;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.CompleteResponse;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.PublishResponse;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.runtime.ProtoTime;
import java.time.Instant;
import java.util.Optional;

/**
 * The calls of whoever holds a lease: it computes, and says how far it is. Each shows its fencing
 * token, so that one that was thought lost changes nothing any more.
 */
final class LeaseCalls {
  private final CacheStore store;
  private final CacheMetrics metrics;

  LeaseCalls(CacheStore store, CacheMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  RenewResponse renew(RenewRequest request) {
    Renewal renewal = store.renew(Wire.key(request.getKey()), request.getFencingToken());
    return RenewResponse.newBuilder()
        .setTtl(ProtoTime.of(renewal.ttl()))
        .setWatchers(renewal.watchers())
        .build();
  }

  PublishResponse publish(PublishRequest request) {
    store.publish(
        Wire.key(request.getKey()), request.getFencingToken(), Wire.entry(request.getEntry()));
    return PublishResponse.getDefaultInstance();
  }

  CompleteResponse complete(CompleteRequest request) {
    Instant expireTime =
        store.complete(
            Wire.key(request.getKey()),
            request.getFencingToken(),
            Wire.sequence("last_sequence", request.getLastSequence()),
            Wire.computeDuration(request.getComputeDuration()),
            Wire.name("estimator", request.getEstimator(), false));
    metrics.computed();
    return CompleteResponse.newBuilder().setExpireTime(ProtoTime.of(expireTime)).build();
  }

  AbandonResponse abandon(AbandonRequest request) {
    Optional<Opaque> finalStatus =
        request.hasFinalStatus()
            ? Optional.of(Opaque.wrap(request.getFinalStatus().toByteArray()))
            : Optional.empty();
    store.abandon(Wire.key(request.getKey()), request.getFencingToken(), finalStatus);
    return AbandonResponse.getDefaultInstance();
  }
}
