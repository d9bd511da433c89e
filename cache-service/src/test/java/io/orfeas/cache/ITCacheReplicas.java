package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.AcquireResponse.OutcomeCase;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.testing.RedisProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas as they run in production, on one Redis and one folder. */
class ITCacheReplicas {
  private static final String KEY = StoreFixture.key("a request").hex();

  /** No lease runs out because the machine is slow. */
  private static final String LONG = "60s";

  @TempDir Path folder;
  private RedisProcess redis;
  private CacheServer first;
  private CacheServer second;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.start(Files.createDirectory(folder.resolve("redis")));
    first = replica(LONG);
    second = replica(LONG);
  }

  @AfterEach
  void stop() throws Exception {
    if (redis != null) {
      first.close();
      second.close();
      redis.close();
    }
  }

  @Test
  void hundredIdenticalRequests_atBoth_areComputedOnce() throws Exception {
    List<CacheServiceBlockingStub> caches = List.of(cache(first), cache(second));
    ExecutorService threads = Executors.newFixedThreadPool(100);
    List<Future<AcquireResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CacheServiceBlockingStub cache = caches.get(i % 2);
      answers.add(threads.submit(() -> acquire(cache)));
    }
    long token = 0;
    int leases = 0;
    for (Future<AcquireResponse> answer : answers) {
      if (answer.get().hasLease()) {
        leases++;
        token = answer.get().getLease().getFencingToken();
      }
    }
    threads.shutdown();
    assertThat(leases).isEqualTo(1);

    byte[] mesh = StoreFixture.bytes(1, 500_000);
    BlobUpload.send(caches.get(0), mesh);
    publish(caches.get(0), token, 1);
    complete(caches.get(1), token);

    long computes =
        caches.stream()
            .mapToLong(cache -> cache.getStats(GetStatsRequest.getDefaultInstance()).getComputes())
            .sum();
    assertThat(computes).isEqualTo(1);
    assertThat(acquire(caches.get(0)).getHit().getEntriesList())
        .isEqualTo(acquire(caches.get(1)).getHit().getEntriesList())
        .hasSize(1);
  }

  @Test
  void follower_ofAReplicaThatEnds_goesOnAtTheOtherWhereItWas() throws Exception {
    CacheServiceBlockingStub leader = cache(first);
    long token = acquire(leader).getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> follower = watch(second, 0);
    while (renewed(leader, token) == 0) {
      Thread.onSpinWait();
    }
    publish(leader, token, 1);
    awaitTrue(() -> follower.messages().size() == 1);
    second.close();
    assertThat(follower.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);

    publish(leader, token, 2);
    RecordedCall<WatchRequest, WatchResponse> again = watch(first, 1);
    complete(leader, token);
    assertThat(again.end().getCode()).isEqualTo(Status.Code.OK);
    assertThat(again.messages()).hasSize(2);
    assertThat(again.messages().get(0).getEntry().getSequence()).isEqualTo(2);
    assertThat(again.messages().get(1).hasCompleted()).isTrue();
    second = replica(LONG);
  }

  @Test
  void redis_away_isToldByHealthAndStatusUntilItIsBack() throws Exception {
    second.close();
    second = replica("1s");
    CacheServiceBlockingStub cache = cache(second);
    acquire(cache);
    redis.kill();

    assertThatThrownBy(() -> acquire(cache))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused ->
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    awaitTrue(() -> health(second) == ServingStatus.NOT_SERVING);
    assertThat(metrics(second))
        .contains("orfeas_redis_circuit_open ")
        .contains("orfeas_cache_results NaN");
    redis.restart();
    awaitTrue(() -> health(second) == ServingStatus.SERVING);
    assertThat(acquire(cache).getOutcomeCase()).isNotEqualTo(OutcomeCase.OUTCOME_NOT_SET);
  }

  private CacheServer replica(String leaseTtl) {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_PORT",
                "0",
                "ORFEAS_CACHE_STORE",
                "redis",
                "ORFEAS_CACHE_LEASE_TTL",
                leaseTtl,
                "ORFEAS_REDIS_URL",
                redis.url(),
                "ORFEAS_REDIS_TIMEOUT",
                "10s",
                "ORFEAS_CACHE_BLOBS",
                folder.resolve("blobs").toUri().toString()));
    CacheConfig config = CacheConfig.read(env);
    env.check();
    return CacheServer.start(config, new Metrics());
  }

  private static CacheServiceBlockingStub cache(CacheServer server) {
    return client(server, CacheServiceBlockingStub.class);
  }

  private static <T> T client(CacheServer server, Class<T> stub) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + server.port() + "/")
        .responseTimeoutMillis(120_000)
        .build(stub);
  }

  private static ServingStatus health(CacheServer server) {
    return client(server, HealthGrpc.HealthBlockingStub.class)
        .check(HealthCheckRequest.newBuilder().setService("orfeas.cache.v1.CacheService").build())
        .getStatus();
  }

  private static String metrics(CacheServer server) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static AcquireResponse acquire(CacheServiceBlockingStub cache) {
    return cache.acquire(AcquireRequest.newBuilder().setKey(KEY).setOwner("test").build());
  }

  private static RecordedCall<WatchRequest, WatchResponse> watch(CacheServer server, int after) {
    RecordedCall<WatchRequest, WatchResponse> follower = RecordedCall.eager();
    client(server, CacheServiceGrpc.CacheServiceStub.class)
        .watch(WatchRequest.newBuilder().setKey(KEY).setAfterSequence(after).build(), follower);
    return follower;
  }

  private static int renewed(CacheServiceBlockingStub cache, long token) {
    return cache
        .renew(RenewRequest.newBuilder().setKey(KEY).setFencingToken(token).build())
        .getWatchers();
  }

  private static void publish(CacheServiceBlockingStub cache, long token, int sequence) {
    LogEntry entry =
        LogEntry.newBuilder()
            .setSequence(sequence)
            .setPayload(ByteString.copyFromUtf8("stage " + sequence))
            .build();
    cache.publish(
        PublishRequest.newBuilder().setKey(KEY).setFencingToken(token).setEntry(entry).build());
  }

  private static void complete(CacheServiceBlockingStub cache, long token) {
    cache.complete(CompleteRequest.newBuilder().setKey(KEY).setFencingToken(token).build());
  }

  private static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.call() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(condition.call()).isTrue();
  }
}
