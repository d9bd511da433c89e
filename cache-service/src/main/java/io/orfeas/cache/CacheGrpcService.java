package io.orfeas.cache;

import com.linecorp.armeria.server.annotation.Blocking;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.store.CacheStore;
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
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contract of the cache-service over a store. Handlers may wait for the store and say so,
 * except one: bytes that are in memory are sent without changing threads.
 */
final class CacheGrpcService extends CacheServiceImplBase {
  private final CacheStore store;
  private final CacheMetrics metrics;
  private final Answers answers;
  private final AcquireCalls acquiring;
  private final LeaseCalls leases;
  private final UpkeepCalls upkeep;
  private final Set<WatchCall> watching = ConcurrentHashMap.newKeySet();

  CacheGrpcService(CacheStore store, CacheMetrics metrics, InstantSource clock) {
    this.store = store;
    this.metrics = metrics;
    answers = new Answers(metrics);
    acquiring = new AcquireCalls(store, metrics);
    leases = new LeaseCalls(store, metrics);
    upkeep = new UpkeepCalls(store, metrics, clock);
  }

  /** Ends the streams that follow a key: they would otherwise keep the server from ending. */
  void leave() {
    watching.forEach(WatchCall::leave);
  }

  @Override
  @Blocking
  public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
    answers.unary(observer, () -> acquiring.acquire(request));
  }

  @Override
  @Blocking
  public void renew(RenewRequest request, StreamObserver<RenewResponse> observer) {
    answers.unary(observer, () -> leases.renew(request));
  }

  @Override
  @Blocking
  public void publish(PublishRequest request, StreamObserver<PublishResponse> observer) {
    answers.unary(observer, () -> leases.publish(request));
  }

  @Override
  @Blocking
  public void complete(CompleteRequest request, StreamObserver<CompleteResponse> observer) {
    answers.unary(observer, () -> leases.complete(request));
  }

  @Override
  @Blocking
  public void abandon(AbandonRequest request, StreamObserver<AbandonResponse> observer) {
    answers.unary(observer, () -> leases.abandon(request));
  }

  @Override
  @Blocking
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    try {
      WatchCall.start(
          store,
          request,
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
    answers.unary(observer, upkeep::stats);
  }

  @Override
  @Blocking
  public void clear(ClearRequest request, StreamObserver<ClearResponse> observer) {
    answers.unary(observer, () -> upkeep.clear(request));
  }

  @Override
  @Blocking
  public void listResults(
      ListResultsRequest request, StreamObserver<ListResultsResponse> observer) {
    answers.unary(observer, () -> upkeep.list(request));
  }

  @Override
  @Blocking
  public void pin(PinRequest request, StreamObserver<PinResponse> observer) {
    answers.unary(observer, () -> upkeep.pin(request));
  }
}
