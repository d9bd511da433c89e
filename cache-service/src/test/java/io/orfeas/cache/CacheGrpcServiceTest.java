package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.server.annotation.Blocking;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.TestClock;
import io.orfeas.cache.v1.AbandonRequest;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.ClearRequest;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetBlobResponse;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.ListResultsRequest;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PinRequest;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.PutBlobRequest;
import io.orfeas.cache.v1.PutBlobResponse;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Metrics;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheGrpcServiceTest {
  private static final String KEY = StoreFixture.key("a request").hex();

  private final TestClock clock = new TestClock();
  private CacheStore store;
  private Server server;
  private ManagedChannel channel;
  private CacheServiceGrpc.CacheServiceBlockingStub cache;
  private CacheServiceGrpc.CacheServiceStub async;

  @BeforeEach
  void start() throws Exception {
    String name = InProcessServerBuilder.generateName();
    CacheMetrics metrics = new CacheMetrics(new Metrics());
    store = LocalCacheStore.memory(StoreFixture.ROOMY, clock, metrics);
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new CacheGrpcService(store, metrics, clock))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    cache = CacheServiceGrpc.newBlockingStub(channel);
    async = CacheServiceGrpc.newStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    store.close();
  }

  @Test
  void acquire_fromLeaseToHit_tellsWhatIsKnown() {
    AcquireResponse lease = acquire();
    assertThat(lease.getLease().getFencingToken()).isPositive();
    assertThat(lease.getLease().getTtl().getSeconds()).isEqualTo(5);
    assertThat(acquire().getWait().getOwner()).isEqualTo("test");

    LogEntry entry = entry(1, "mesh", put(StoreFixture.bytes(1, 1000)));
    long token = lease.getLease().getFencingToken();
    publish(token, entry);
    complete(token);

    AcquireResponse hit = acquire();
    assertThat(hit.getHit().getEntriesList()).containsExactly(entry);
    assertThat(hit.getHit().getEstimator()).isEqualTo("classical");
    assertThat(hit.getHit().getComputeDuration().getSeconds()).isEqualTo(3);
    assertThat(hit.getHit().hasExpireTime()).isTrue();
  }

  @Test
  void acquire_lookupOnly_givesHitOrWaitButNeverALease() {
    AcquireRequest lookup =
        AcquireRequest.newBuilder().setKey(KEY).setOwner("reader").setLookupOnly(true).build();
    refused(Code.NOT_FOUND, "RESULT_UNKNOWN", () -> cache.acquire(lookup));
    assertThat(stats().getLeases()).isZero();
    assertThat(stats().getMisses()).isZero();

    long token = acquire().getLease().getFencingToken();
    assertThat(cache.acquire(lookup).getWait().getOwner()).isEqualTo("test");

    complete(token);
    assertThat(cache.acquire(lookup).hasHit()).isTrue();
    refused(
        Code.NOT_FOUND,
        "RESULT_UNKNOWN",
        () -> cache.acquire(lookup.toBuilder().setSkipLookup(true).build()));
    assertThat(stats().getLeases()).isZero();
  }

  @Test
  void acquire_badFields_saysWhichAndWhatWasExpected() {
    StatusRuntimeException failure =
        refused(
            Code.INVALID_ARGUMENT,
            "INVALID_FIELD",
            () -> cache.acquire(AcquireRequest.newBuilder().setKey("ABC").setOwner("me").build()));
    assertThat(failure).hasMessageContaining("key: ABC (expected: 64 lower-case hexadecimal");
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.acquire(AcquireRequest.newBuilder().setKey(KEY).build()));
  }

  @Test
  void writes_withoutTheLease_failThePrecondition() {
    refused(
        Code.FAILED_PRECONDITION,
        "LEASE_LOST",
        () -> cache.renew(RenewRequest.newBuilder().setKey(KEY).setFencingToken(9).build()));
    refused(Code.FAILED_PRECONDITION, "LEASE_LOST", () -> publish(9, entry(1, "late", noDigest())));
    assertThat(stats().getFencedWrites()).isEqualTo(2);
  }

  @Test
  void publish_unknownBlobOrGap_isRefused() {
    long token = acquire().getLease().getFencingToken();
    refused(
        Code.FAILED_PRECONDITION,
        "BLOB_MISSING",
        () -> publish(token, entry(1, "", Digest.of(new byte[3]))));
    refused(
        Code.INVALID_ARGUMENT, "OUT_OF_SEQUENCE", () -> publish(token, entry(2, "", noDigest())));
    refused(Code.INVALID_ARGUMENT, "INVALID_FIELD", () -> publish(token, entry(0, "", noDigest())));
  }

  @Test
  void watch_hundredFollowers_allSeeEverything() throws Exception {
    long token = acquire().getLease().getFencingToken();
    List<RecordedCall<WatchRequest, WatchResponse>> followers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      followers.add(follow(0));
    }
    publish(token, entry(1, "one", noDigest()));
    publish(token, entry(2, "two", noDigest()));
    for (int i = 0; i < 50; i++) {
      followers.add(follow(0));
    }
    assertThat(
            cache
                .renew(RenewRequest.newBuilder().setKey(KEY).setFencingToken(token).build())
                .getWatchers())
        .isEqualTo(100);
    complete(token);

    for (RecordedCall<WatchRequest, WatchResponse> follower : followers) {
      assertThat(follower.end().getCode()).isEqualTo(Code.OK);
      assertThat(follower.messages()).hasSize(3);
      assertThat(follower.messages().get(1).getEntry().getSequence()).isEqualTo(2);
      assertThat(follower.messages().get(2).getCompleted().getComputeDuration().getSeconds())
          .isEqualTo(3);
    }
    assertThat(stats().getWatchers()).isZero();
    assertThat(stats().getSavedDuration().getSeconds()).isEqualTo(300);
  }

  @Test
  void watch_slowReader_isSentNothingItDidNotAskFor() throws Exception {
    long token = acquire().getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> slow = RecordedCall.slow();
    async.watch(WatchRequest.newBuilder().setKey(KEY).build(), slow);
    for (int i = 1; i <= 100; i++) {
      publish(token, entry(i, "x".repeat(10_000), noDigest()));
    }
    complete(token);
    assertThat(slow.messages()).isEmpty();

    slow.take(1);
    assertThat(slow.messages()).hasSize(1);
    slow.take(1000);
    assertThat(slow.end().getCode()).isEqualTo(Code.OK);
    assertThat(slow.messages()).hasSize(101);
  }

  @Test
  void watch_replayOnly_endsWithWhatIsKnown() throws Exception {
    long token = acquire().getLease().getFencingToken();
    publish(token, entry(1, "one", noDigest()));

    assertThat(replay()).hasSize(1);
    assertThat(stats().getWatchers()).isZero();

    publish(token, entry(2, "two", noDigest()));
    complete(token);
    assertThat(replay()).hasSize(3).last().matches(WatchResponse::hasCompleted);
  }

  @Test
  void watch_cancelled_isCountedNoMore() {
    acquire();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    assertThat(stats().getWatchers()).isEqualTo(1);
    follower.cancel();
    assertThat(stats().getWatchers()).isZero();
  }

  @Test
  void watch_leaderGone_endsVacated() throws Exception {
    acquire();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    clock.advance(Duration.ofSeconds(5));
    store.maintain();

    assertThat(follower.end().getCode()).isEqualTo(Code.OK);
    assertThat(follower.messages().get(0).getVacated().getReason()).isEqualTo("EXPIRED");
    assertThat(stats().getExpiredLeases()).isEqualTo(1);
    assertThat(acquire().hasLease()).isTrue();
  }

  @Test
  void watch_abandonedForGood_endsWithTheStatus() throws Exception {
    long token = acquire().getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> follower = follow(0);
    com.google.rpc.Status status =
        com.google.rpc.Status.newBuilder().setCode(9).setMessage("nothing there").build();
    cache.abandon(
        AbandonRequest.newBuilder()
            .setKey(KEY)
            .setFencingToken(token)
            .setFinalStatus(status)
            .build());

    assertThat(follower.end().getCode()).isEqualTo(Code.OK);
    assertThat(follower.messages().get(0).getFailed()).isEqualTo(status);
  }

  @Test
  void watch_unknownKey_isNotFound() throws Exception {
    assertThat(follow(0).end().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void putBlob_again_isAnsweredAtTheHeader() throws Exception {
    Digest blob = put(StoreFixture.bytes(1, 3000));
    RecordedCall<PutBlobRequest, PutBlobResponse> call = RecordedCall.eager();
    async.putBlob(call).onNext(PutBlobRequest.newBuilder().setDigest(message(blob)).build());

    assertThat(call.end().getCode()).isEqualTo(Code.OK);
    assertThat(call.messages().get(0).getExisted()).isTrue();
  }

  @Test
  void putBlob_badParts_areRefused() throws Exception {
    byte[] bytes = StoreFixture.bytes(1, 100);
    PutBlobRequest header =
        PutBlobRequest.newBuilder().setDigest(message(Digest.of(bytes))).build();
    PutBlobRequest data = PutBlobRequest.newBuilder().setData(ByteString.copyFrom(bytes)).build();
    PutBlobRequest wrong =
        PutBlobRequest.newBuilder().setData(ByteString.copyFrom(new byte[100])).build();

    assertThat(upload(data).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, header).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, wrong).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header, data, data).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(upload(header).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(stats().getSizeBytes()).isZero();
  }

  @Test
  void getBlob_ranges_giveExactlyThoseBytes() {
    byte[] bytes = StoreFixture.bytes(1, 200_000);
    Digest blob = put(bytes);

    assertThat(get(blob, 0, 0)).isEqualTo(ByteString.copyFrom(bytes));
    assertThat(get(blob, 100_000, 0)).isEqualTo(ByteString.copyFrom(bytes, 100_000, 100_000));
    assertThat(get(blob, 5, 70_000)).isEqualTo(ByteString.copyFrom(bytes, 5, 70_000));
    assertThat(get(blob, 199_999, 50)).isEqualTo(ByteString.copyFrom(bytes, 199_999, 1));
    assertThat(get(blob, 200_000, 0)).isEmpty();
    refused(Code.OUT_OF_RANGE, "OFFSET_OUT_OF_RANGE", () -> get(blob, 200_001, 0));
    refused(Code.OUT_OF_RANGE, "OFFSET_OUT_OF_RANGE", () -> get(blob, -1, 0));
    refused(Code.INVALID_ARGUMENT, "INVALID_FIELD", () -> get(blob, 0, -1));
    refused(Code.NOT_FOUND, "NOT_FOUND", () -> get(Digest.of(new byte[7]), 0, 0));
  }

  @Test
  void getBlob_slowReader_isSentAFewPiecesAtATime() throws Exception {
    Digest blob = put(StoreFixture.bytes(1, 5_000_000));
    RecordedCall<GetBlobRequest, GetBlobResponse> slow = RecordedCall.slow();
    async.getBlob(GetBlobRequest.newBuilder().setSha256(blob.sha256()).build(), slow);
    slow.take(1);
    assertThat(slow.messages()).hasSize(1);
    assertThat(slow.hasEnded()).isFalse();

    slow.cancel();
    clock.advance(StoreFixture.ROOMY.uploadGrace());
    store.maintain();
    assertThat(stats().getBlobs()).as("the reader left, so nothing keeps the blob").isZero();
  }

  @Test
  void handlers_exceptGetBlob_sayThatTheyBlock() {
    assertThat(
            Arrays.stream(CacheGrpcService.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !method.isAnnotationPresent(Blocking.class)))
        .extracting(Method::getName)
        .containsExactly("getBlob");
  }

  @Test
  void listPinClear_followEachOther() {
    long token = acquire().getLease().getFencingToken();
    complete(token);
    cache.pin(PinRequest.newBuilder().setKey(KEY).setPinned(true).build());

    assertThat(
            cache
                .listResults(ListResultsRequest.getDefaultInstance())
                .getResults(0)
                .hasExpireTime())
        .isFalse();
    assertThat(cache.clear(ClearRequest.getDefaultInstance()).getClearedResults()).isZero();
    assertThat(
            cache
                .clear(ClearRequest.newBuilder().setIncludePinned(true).build())
                .getClearedResults())
        .isEqualTo(1);
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.listResults(ListResultsRequest.newBuilder().setPageSize(1001).build()));
    refused(
        Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        () -> cache.listResults(ListResultsRequest.newBuilder().setPageToken("x").build()));
    refused(
        Code.NOT_FOUND,
        "NOT_FOUND",
        () -> cache.pin(PinRequest.newBuilder().setKey(KEY).setPinned(true).build()));
  }

  @Test
  void stats_afterAHitAndAMiss_countThem() {
    complete(acquire().getLease().getFencingToken());
    acquire();

    GetStatsResponse stats = stats();
    assertThat(stats.getHits()).isEqualTo(1);
    assertThat(stats.getMisses()).isEqualTo(1);
    assertThat(stats.getComputes()).isEqualTo(1);
    assertThat(stats.getHitRate()).isEqualTo(0.5);
    assertThat(stats.getSavedDuration().getSeconds()).isEqualTo(3);
    assertThat(stats.getStore()).isEqualTo("memory");
    assertThat(stats.getSoftLimitBytes()).isEqualTo(StoreFixture.ROOMY.softBytes());
  }

  private AcquireResponse acquire() {
    return cache.acquire(AcquireRequest.newBuilder().setKey(KEY).setOwner("test").build());
  }

  private void publish(long token, LogEntry entry) {
    cache.publish(
        PublishRequest.newBuilder().setKey(KEY).setFencingToken(token).setEntry(entry).build());
  }

  private void complete(long token) {
    cache.complete(
        CompleteRequest.newBuilder()
            .setKey(KEY)
            .setFencingToken(token)
            .setComputeDuration(com.google.protobuf.Duration.newBuilder().setSeconds(3))
            .setEstimator("classical")
            .build());
  }

  private GetStatsResponse stats() {
    return cache.getStats(GetStatsRequest.getDefaultInstance());
  }

  private RecordedCall<WatchRequest, WatchResponse> follow(int after) {
    RecordedCall<WatchRequest, WatchResponse> call = RecordedCall.eager();
    async.watch(WatchRequest.newBuilder().setKey(KEY).setAfterSequence(after).build(), call);
    return call;
  }

  private Digest put(byte[] bytes) {
    return StoreFixture.put(store, bytes);
  }

  private io.grpc.Status upload(PutBlobRequest... parts) throws Exception {
    RecordedCall<PutBlobRequest, PutBlobResponse> call = RecordedCall.eager();
    StreamObserver<PutBlobRequest> out = async.putBlob(call);
    for (PutBlobRequest part : parts) {
      out.onNext(part);
    }
    out.onCompleted();
    return call.end();
  }

  private ByteString get(Digest blob, long offset, long limit) {
    Iterator<GetBlobResponse> pieces =
        cache.getBlob(
            GetBlobRequest.newBuilder()
                .setSha256(blob.sha256())
                .setOffsetBytes(offset)
                .setLimitBytes(limit)
                .build());
    ByteString all = ByteString.EMPTY;
    GetBlobResponse first = pieces.next();
    assertThat(first.getSizeBytes()).isEqualTo(blob.sizeBytes());
    all = all.concat(first.getData());
    while (pieces.hasNext()) {
      all = all.concat(pieces.next().getData());
    }
    return all;
  }

  private static Digest[] noDigest() {
    return new Digest[0];
  }

  private static LogEntry entry(int sequence, String payload, Digest... blobs) {
    LogEntry.Builder entry =
        LogEntry.newBuilder().setSequence(sequence).setPayload(ByteString.copyFromUtf8(payload));
    for (Digest blob : blobs) {
      entry.addBlobs(message(blob));
    }
    return entry.build();
  }

  private static io.orfeas.artifact.v1.Digest message(Digest digest) {
    return io.orfeas.artifact.v1.Digest.newBuilder()
        .setSha256(digest.sha256())
        .setSizeBytes(digest.sizeBytes())
        .build();
  }

  private static StatusRuntimeException refused(Code code, String reason, ThrowingCallable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure).as("failure").isNotNull();
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    try {
      com.google.rpc.Status status = StatusProto.fromThrowable(failure);
      assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
    } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
      throw new AssertionError(unreadable);
    }
    return failure;
  }

  private List<WatchResponse> replay() throws Exception {
    RecordedCall<WatchRequest, WatchResponse> call = RecordedCall.eager();
    async.watch(WatchRequest.newBuilder().setKey(KEY).setReplayOnly(true).build(), call);
    assertThat(call.end().getCode()).isEqualTo(Code.OK);
    return call.messages();
  }
}
