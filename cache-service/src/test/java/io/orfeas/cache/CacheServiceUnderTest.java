package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.orfeas.cache.local.LocalCacheStore;
import io.orfeas.cache.store.CacheStore;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.store.TestClock;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.runtime.Metrics;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The service over a store in memory, and what its clients call. */
abstract class CacheServiceUnderTest {
  static final String KEY = StoreFixture.key("a request").hex();

  final TestClock clock = new TestClock();
  CacheStore store;
  private Server server;
  private ManagedChannel channel;
  CacheServiceGrpc.CacheServiceBlockingStub cache;
  CacheServiceGrpc.CacheServiceStub async;

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

  AcquireResponse acquire() {
    return cache.acquire(AcquireRequest.newBuilder().setKey(KEY).setOwner("test").build());
  }

  void publish(long token, LogEntry entry) {
    cache.publish(
        PublishRequest.newBuilder().setKey(KEY).setFencingToken(token).setEntry(entry).build());
  }

  void complete(long token) {
    cache.complete(
        CompleteRequest.newBuilder()
            .setKey(KEY)
            .setFencingToken(token)
            .setComputeDuration(com.google.protobuf.Duration.newBuilder().setSeconds(3))
            .setEstimator("classical")
            .build());
  }

  GetStatsResponse stats() {
    return cache.getStats(GetStatsRequest.getDefaultInstance());
  }

  Digest put(byte[] bytes) {
    return StoreFixture.put(store, bytes);
  }

  static Digest[] noDigest() {
    return new Digest[0];
  }

  static LogEntry entry(int sequence, String payload, Digest... blobs) {
    LogEntry.Builder entry =
        LogEntry.newBuilder().setSequence(sequence).setPayload(ByteString.copyFromUtf8(payload));
    for (Digest blob : blobs) {
      entry.addBlobs(message(blob));
    }
    return entry.build();
  }

  static io.orfeas.artifact.v1.Digest message(Digest digest) {
    return io.orfeas.artifact.v1.Digest.newBuilder()
        .setSha256(digest.sha256())
        .setSizeBytes(digest.sizeBytes())
        .build();
  }

  static StatusRuntimeException refused(Code code, String reason, ThrowingCallable call) {
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
}
