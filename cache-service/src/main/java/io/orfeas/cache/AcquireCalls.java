package io.orfeas.cache;

import io.grpc.Status;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.Wait;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.util.Optional;

/**
 * The calls of whoever wants a result: it is there, somebody computes it, or the caller shall. How
 * each ended is counted here, so that hits and misses are counted once whatever the store does.
 */
final class AcquireCalls {
  private final CacheStore store;
  private final CacheMetrics metrics;

  AcquireCalls(CacheStore store, CacheMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
  }

  AcquireResponse acquire(AcquireRequest request) {
    Key key = Wire.key(request.getKey());
    String owner = Wire.name("owner", request.getOwner(), true);
    boolean skipLookup = request.getSkipLookup();
    try {
      return request.getLookupOnly()
          ? lookedUp(key, owner, skipLookup)
          : counted(store.acquire(key, owner, skipLookup), skipLookup);
    } catch (Failure unknown) {
      throw unknown;
    } catch (RuntimeException failed) {
      metrics.lookupFailed();
      throw failed;
    }
  }

  /** Looks before it asks, so that a lease is hardly ever given; one that is, is given back. */
  private AcquireResponse lookedUp(Key key, String owner, boolean skipLookup) {
    try {
      store.watch(key, 0, () -> {}).close();
      Acquisition answer = store.acquire(key, owner, skipLookup);
      if (!(answer instanceof Acquisition.Granted unwanted)) {
        return counted(answer, skipLookup);
      }
      store.abandon(key, unwanted.fencingToken(), Optional.empty());
    } catch (StoreException failed) {
      if (failed.reason() != StoreException.Reason.NOT_FOUND) {
        throw failed;
      }
    }
    metrics.absent();
    throw Failure.of(
        Status.Code.NOT_FOUND, "RESULT_UNKNOWN", "key: " + key.hex() + " (expected: a known one)");
  }

  private AcquireResponse counted(Acquisition answer, boolean skipLookup) {
    AcquireResponse.Builder response = AcquireResponse.newBuilder();
    if (answer instanceof Acquisition.Hit hit) {
      metrics.hit(hit.result().info().computeDuration());
      response.setHit(Wire.message(hit.result()));
    } else if (answer instanceof Acquisition.Granted granted) {
      metrics.lease(skipLookup);
      response.setLease(
          Lease.newBuilder()
              .setFencingToken(granted.fencingToken())
              .setTtl(ProtoTime.of(granted.ttl())));
    } else if (answer instanceof Acquisition.Busy busy) {
      metrics.joined();
      response.setWait(Wait.newBuilder().setOwner(busy.owner()));
    }
    return response.build();
  }
}
