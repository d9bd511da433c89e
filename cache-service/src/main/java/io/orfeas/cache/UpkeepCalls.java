package io.orfeas.cache;

import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreSizes;
import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.cache.v1.ClearResponse;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.ListResultsRequest;
import io.orfeas.cache.v1.ListResultsResponse;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.PinResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The calls of whoever looks after the cache: what is in it, and what is to go or to stay. None of
 * them is on a generation's way.
 */
final class UpkeepCalls {
  private static final int DEFAULT_PAGE = 100;
  private static final int LONGEST_PAGE = 1000;

  private final CacheStore store;
  private final CacheMetrics metrics;
  private final InstantSource clock;

  UpkeepCalls(CacheStore store, CacheMetrics metrics, InstantSource clock) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
  }

  GetStatsResponse stats() {
    CacheMetrics.Totals totals = metrics.totals();
    StoreSizes sizes = store.sizes();
    return GetStatsResponse.newBuilder()
        .setHits(totals.hits())
        .setMisses(totals.misses())
        .setJoins(totals.joins())
        .setComputes(totals.computes())
        .setHitRate(totals.hitRate())
        .setResults(sizes.results())
        .setLeases(sizes.leases())
        .setWatchers(sizes.watchers())
        .setBlobs(sizes.blobs())
        .setSizeBytes(sizes.usedBytes())
        .setSoftLimitBytes(store.limits().softBytes())
        .setHardLimitBytes(store.limits().hardBytes())
        .setEvictions(totals.evictions())
        .setExpirations(totals.expirations())
        .setDamagedBlobs(totals.damagedBlobs())
        .setExpiredLeases(totals.expiredLeases())
        .setFencedWrites(totals.fencedWrites())
        .setSavedDuration(ProtoTime.of(totals.saved()))
        .setStore(store.name())
        .build();
  }

  ClearResponse clear(ClearRequest request) {
    Cleared cleared = store.clear(selection(request));
    return ClearResponse.newBuilder()
        .setClearedResults(cleared.results())
        .setFreedBytes(cleared.freedBytes())
        .build();
  }

  ListResultsResponse list(ListResultsRequest request) {
    ResultPage page = page(pageSize(request), request.getPageToken());
    ListResultsResponse.Builder response =
        ListResultsResponse.newBuilder().setNextPageToken(page.nextToken());
    page.results().forEach(info -> response.addResults(Wire.message(info)));
    return response.build();
  }

  PinResponse pin(PinRequest request) {
    store.pin(Wire.key(request.getKey()), request.getPinned());
    return PinResponse.getDefaultInstance();
  }

  private Selection selection(ClearRequest request) {
    Key key = request.getKey().isEmpty() ? null : Wire.key(request.getKey());
    Instant before =
        request.hasOlderThan()
            ? clock.instant().minus(ProtoTime.toDuration(request.getOlderThan()))
            : null;
    String estimator = request.getEstimator().isEmpty() ? null : request.getEstimator();
    return new Selection(key, before, estimator, request.getIncludePinned());
  }

  private ResultPage page(int size, String token) {
    try {
      return store.list(size, token);
    } catch (IllegalArgumentException malformed) {
      throw Failure.invalid("INVALID_FIELD", "page_token", String.valueOf(malformed.getMessage()));
    }
  }

  private static int pageSize(ListResultsRequest request) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    if (size < 1 || size > LONGEST_PAGE) {
      throw Failure.invalid(
          "INVALID_FIELD",
          "page_size",
          "page_size: %d (expected: 1..%d)".formatted(size, LONGEST_PAGE));
    }
    return size;
  }
}
