package io.orfeas.cache;

import com.linecorp.armeria.server.annotation.Blocking;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.Acquisition;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Cleared;
import io.orfeas.cache.store.Key;
import io.orfeas.cache.store.Opaque;
import io.orfeas.cache.store.Renewal;
import io.orfeas.cache.store.ResultPage;
import io.orfeas.cache.store.Selection;
import io.orfeas.cache.store.StoreException;
import io.orfeas.cache.store.StoreSizes;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.AbandonResponse;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceImplBase;
import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.cache.v1.ClearResponse;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.CompleteResponse;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.Lease;
import io.orfeas.cache.v1.ListResultsRequest;
import io.orfeas.cache.v1.ListResultsResponse;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.PinResponse;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.PublishResponse;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.RenewResponse;
import io.orfeas.cache.v1.Wait;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contract of the cache-service over a store. Handlers may wait for the store and say so,
 * except one: bytes that are in memory are sent without changing threads.
 */
final class CacheGrpcService extends CacheServiceImplBase {
  private static final int DEFAULT_PAGE = 100;
  private static final int LONGEST_PAGE = 1000;

  private final CacheStore store;
  private final CacheMetrics metrics;
  private final Answers answers;
  private final InstantSource clock;
  private final Set<WatchCall> watching = ConcurrentHashMap.newKeySet();

  CacheGrpcService(CacheStore store, CacheMetrics metrics, InstantSource clock) {
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
    answers = new Answers(metrics);
  }

  /** Ends the streams that follow a key: they would otherwise keep the server from ending. */
  void leave() {
    watching.forEach(WatchCall::leave);
  }

  @Override
  @Blocking
  public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
    answers.unary(
        observer,
        () -> {
          Key key = Wire.key(request.getKey());
          String owner = Wire.name("owner", request.getOwner(), true);
          try {
            if (request.getLookupOnly()) {
              return lookedUp(key, owner, request.getSkipLookup());
            }
            return counted(
                store.acquire(key, owner, request.getSkipLookup()), request.getSkipLookup());
          } catch (Failure unknown) {
            throw unknown;
          } catch (RuntimeException failed) {
            metrics.lookupFailed();
            throw failed;
          }
        });
  }

  @Override
  @Blocking
  public void renew(RenewRequest request, StreamObserver<RenewResponse> observer) {
    answers.unary(
        observer,
        () -> {
          Renewal renewal = store.renew(Wire.key(request.getKey()), request.getFencingToken());
          return RenewResponse.newBuilder()
              .setTtl(ProtoTime.of(renewal.ttl()))
              .setWatchers(renewal.watchers())
              .build();
        });
  }

  @Override
  @Blocking
  public void publish(PublishRequest request, StreamObserver<PublishResponse> observer) {
    answers.unary(
        observer,
        () -> {
          store.publish(
              Wire.key(request.getKey()),
              request.getFencingToken(),
              Wire.entry(request.getEntry()));
          return PublishResponse.getDefaultInstance();
        });
  }

  @Override
  @Blocking
  public void complete(CompleteRequest request, StreamObserver<CompleteResponse> observer) {
    answers.unary(
        observer,
        () -> {
          Instant expireTime =
              store.complete(
                  Wire.key(request.getKey()),
                  request.getFencingToken(),
                  notNegative("last_sequence", request.getLastSequence()),
                  Wire.computeDuration(request.getComputeDuration()),
                  Wire.name("estimator", request.getEstimator(), false));
          metrics.computed();
          return CompleteResponse.newBuilder().setExpireTime(ProtoTime.of(expireTime)).build();
        });
  }

  @Override
  @Blocking
  public void abandon(AbandonRequest request, StreamObserver<AbandonResponse> observer) {
    answers.unary(
        observer,
        () -> {
          Optional<Opaque> finalStatus =
              request.hasFinalStatus()
                  ? Optional.of(Opaque.wrap(request.getFinalStatus().toByteArray()))
                  : Optional.empty();
          store.abandon(Wire.key(request.getKey()), request.getFencingToken(), finalStatus);
          return AbandonResponse.getDefaultInstance();
        });
  }

  @Override
  @Blocking
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    try {
      WatchCall.start(
          store,
          Wire.key(request.getKey()),
          notNegative("after_sequence", request.getAfterSequence()),
          request.getReplayOnly(),
          (ServerCallStreamObserver<WatchResponse>) observer,
          metrics,
          answers,
          watching);
    } catch (RuntimeException refused) {
      observer.onError(answers.failed(refused));
    }
  }

  @Override
  @Blocking
  public StreamObserver<PutBlobRequest> putBlob(StreamObserver<PutBlobResponse> observer) {
    return new PutBlobCall(store, observer, metrics, answers);
  }

  @Override
  public void getBlob(GetBlobRequest request, StreamObserver<GetBlobResponse> observer) {
    try {
      GetBlobCall.start(
          store, request, (ServerCallStreamObserver<GetBlobResponse>) observer, metrics, answers);
    } catch (RuntimeException refused) {
      observer.onError(answers.failed(refused));
    }
  }

  @Override
  @Blocking
  public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> observer) {
    answers.unary(observer, () -> stats(metrics.totals(), store.sizes()));
  }

  @Override
  @Blocking
  public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
    answers.unary(
        observer,
        () -> {
          Cleared cleared = store.clear(selection(request));
          return ClearResponse.newBuilder()
              .setClearedResults(cleared.results())
              .setFreedBytes(cleared.freedBytes())
              .build();
        });
  }

  @Override
  @Blocking
  public void listResults(
      ListResultsRequest request, StreamObserver<ListResultsResponse> observer) {
    answers.unary(
        observer,
        () -> {
          ResultPage page = page(pageSize(request), request.getPageToken());
          ListResultsResponse.Builder response =
              ListResultsResponse.newBuilder().setNextPageToken(page.nextToken());
          page.results().forEach(info -> response.addResults(Wire.message(info)));
          return response.build();
        });
  }

  @Override
  @Blocking
  public void pin(PinRequest request, StreamObserver<PinResponse> observer) {
    answers.unary(
        observer,
        () -> {
          store.pin(Wire.key(request.getKey()), request.getPinned());
          return PinResponse.getDefaultInstance();
        });
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

  private GetStatsResponse stats(CacheMetrics.Totals totals, StoreSizes sizes) {
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

  private static int notNegative(String field, int sequence) {
    if (sequence < 0) {
      throw Failure.invalid(
          "INVALID_FIELD", field, "%s: %d (expected: 0 or more)".formatted(field, sequence));
    }
    return sequence;
  }
}
