package io.orfeas.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.AcquireResponse;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.cache.v1.RenewRequest;
import io.orfeas.cache.v1.WatchRequest;
import io.orfeas.cache.v1.WatchResponse;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as it runs in production: real server, real disk. */
class ITCacheServer {
  private static final String KEY = StoreFixture.key("a request").hex();

  @TempDir Path folder;
  private CacheServer server;
  private CacheServiceGrpc.CacheServiceBlockingStub cache;
  private CacheServiceGrpc.CacheServiceStub async;

  @BeforeEach
  void start() {
    server =
        CacheServer.start(
            config(Map.of("ORFEAS_CACHE_DIR", folder.toString(), "ORFEAS_CACHE_STORE", "disk")),
            new Metrics());
    connect();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void result_throughARestart_isServedByteForByte() throws Exception {
    byte[] mesh = StoreFixture.bytes(1, 3_000_000);
    long token = acquire().getLease().getFencingToken();
    upload(mesh);
    List<RecordedCall<WatchRequest, WatchResponse>> followers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RecordedCall<WatchRequest, WatchResponse> follower = RecordedCall.eager();
      async.watch(WatchRequest.newBuilder().setKey(KEY).build(), follower);
      followers.add(follower);
    }
    publish(token, mesh);
    cache.complete(CompleteRequest.newBuilder().setKey(KEY).setFencingToken(token).build());
    for (RecordedCall<WatchRequest, WatchResponse> follower : followers) {
      assertThat(follower.end().getCode()).isEqualTo(Status.Code.OK);
      assertThat(follower.messages()).hasSize(2);
    }

    stop();
    start();

    AcquireResponse hit = acquire();
    assertThat(hit.getHit().getEntries(0).getPayload().toStringUtf8()).isEqualTo("mesh");
    assertThat(download(Digest.of(mesh))).isEqualTo(mesh);
    assertThat(cache.getStats(GetStatsRequest.getDefaultInstance()).getStore()).isEqualTo("disk");
  }

  @Test
  void blob_longerThanTheLongestMessage_isStoredAsAStream() throws Exception {
    stop();
    server =
        CacheServer.start(
            config(
                Map.of(
                    "ORFEAS_CACHE_DIR",
                    folder.toString(),
                    "ORFEAS_CACHE_STORE",
                    "disk",
                    "ORFEAS_MAX_REQUEST_BYTES",
                    "2MiB")),
            new Metrics());
    connect();
    byte[] mesh = StoreFixture.bytes(3, 9_000_000);
    upload(mesh);

    assertThat(download(Digest.of(mesh))).isEqualTo(mesh);
  }

  @Test
  void blob_fromDiskThenFromTheHotTier_isTheSame() throws Exception {
    byte[] mesh = StoreFixture.bytes(4, 3_000_000);
    upload(mesh);

    assertThat(download(Digest.of(mesh))).as("read from disk, on a thread").isEqualTo(mesh);
    assertThat(download(Digest.of(mesh))).as("sent from memory, by the event loop").isEqualTo(mesh);
  }

  @Test
  void leader_throughARestart_goesOnWithItsLease() throws Exception {
    byte[] mesh = StoreFixture.bytes(2, 10_000);
    long token = acquire().getLease().getFencingToken();
    RecordedCall<WatchRequest, WatchResponse> follower = RecordedCall.eager();
    async.watch(WatchRequest.newBuilder().setKey(KEY).build(), follower);
    renewUntilFollowed(token);
    stop();
    assertThat(follower.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    start();
    upload(mesh);
    publish(token, mesh);
    cache.complete(CompleteRequest.newBuilder().setKey(KEY).setFencingToken(token).build());

    assertThat(acquire().hasHit()).isTrue();
  }

  @Test
  void server_running_isHealthyAndShowsItsMetrics() throws Exception {
    acquire();

    assertThat(
            client(HealthGrpc.HealthBlockingStub.class)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService("orfeas.cache.v1.CacheService")
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
            .build();
    assertThat(HttpClient.newHttpClient().send(metrics, BodyHandlers.ofString()).body())
        .contains("orfeas_cache_lookups_total{result=\"miss\",} 1.0")
        .contains("orfeas_cache_leases 1.0");
  }

  /** The sizes around those up to which an answer is sent at once, and in one piece. */
  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 65_537, 524_289})
  void blob_overHttp_isServedInPartsAndAsAWhole(int size) throws Exception {
    byte[] mesh = StoreFixture.bytes(4, size);
    upload(mesh);
    String sha256 = Digest.of(mesh).sha256();

    for (String tier : List.of("read from disk", "from memory")) {
      HttpResponse<byte[]> whole = http("GET", sha256, "Accept", "*/*");
      assertThat(whole.statusCode()).as(tier).isEqualTo(200);
      assertThat(whole.body()).as(tier).isEqualTo(mesh);
      assertThat(whole.headers().firstValueAsLong("content-length")).hasValue(size);
    }
    HttpResponse<byte[]> head = http("HEAD", sha256, "Accept", "*/*");
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(size);
    String tag = head.headers().firstValue("etag").orElseThrow();
    assertThat(http("GET", sha256, "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(http("GET", sha256, "Range", "bytes=" + size + "-").statusCode()).isEqualTo(416);
    assertThat(http("GET", sha256, "Range", "bytes=-1").body())
        .isEqualTo(Arrays.copyOfRange(mesh, size - 1, size));
  }

  @Test
  void blob_overHttp_aPartInTheMiddle_saysWhich() throws Exception {
    byte[] mesh = StoreFixture.bytes(4, 3_000_000);
    upload(mesh);

    HttpResponse<byte[]> part =
        http("GET", Digest.of(mesh).sha256(), "Range", "bytes=1000000-1999999");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("content-range"))
        .contains("bytes 1000000-1999999/3000000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(mesh, 1_000_000, 2_000_000));
  }

  @Test
  void blob_overHttp_empty_isServed() throws Exception {
    upload(new byte[0]);

    HttpResponse<byte[]> whole = http("GET", Digest.of(new byte[0]).sha256(), "Accept", "*/*");

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEmpty();
    assertThat(whole.headers().firstValueAsLong("content-length")).hasValue(0);
  }

  @Test
  void blob_overHttp_unknownOrNoDigest_isRefused() throws Exception {
    assertThat(http("GET", StoreFixture.key("none").hex(), "Accept", "*/*").statusCode())
        .isEqualTo(404);
    assertThat(http("GET", "nonsense", "Accept", "*/*").statusCode()).isEqualTo(400);
  }

  private HttpResponse<byte[]> http(String method, String sha256, String header, String value)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/blobs/" + sha256);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .header(header, value)
                .build(),
            BodyHandlers.ofByteArray());
  }

  @Test
  void folder_inUse_makesAutoFallBackToMemory() {
    CacheServer second =
        CacheServer.start(config(Map.of("ORFEAS_CACHE_DIR", folder.toString())), new Metrics());
    try (second) {
      GetStatsResponse stats =
          GrpcClients.newClient(base(second), CacheServiceGrpc.CacheServiceBlockingStub.class)
              .getStats(GetStatsRequest.getDefaultInstance());
      assertThat(stats.getStore()).isEqualTo("memory");
      assertThat(stats.getHardLimitBytes())
          .as("bounded by the heap")
          .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }
  }

  private static CacheConfig config(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("ORFEAS_CACHE_PORT", "0");
    Env env = Env.of(all);
    CacheConfig config = CacheConfig.read(env);
    env.check();
    return config;
  }

  private void connect() {
    cache = client(CacheServiceGrpc.CacheServiceBlockingStub.class);
    async = client(CacheServiceGrpc.CacheServiceStub.class);
  }

  private <T> T client(Class<T> stub) {
    return GrpcClients.builder(base(server)).maxResponseLength(0).build(stub);
  }

  private static String base(CacheServer server) {
    return "gproto+http://127.0.0.1:" + server.port() + "/";
  }

  private AcquireResponse acquire() {
    return cache.acquire(AcquireRequest.newBuilder().setKey(KEY).setOwner("test").build());
  }

  private void publish(long token, byte[] mesh) {
    LogEntry entry =
        LogEntry.newBuilder()
            .setSequence(1)
            .setPayload(ByteString.copyFromUtf8("mesh"))
            .addBlobs(BlobUpload.message(Digest.of(mesh)))
            .build();
    cache.publish(
        PublishRequest.newBuilder().setKey(KEY).setFencingToken(token).setEntry(entry).build());
  }

  private void renewUntilFollowed(long token) {
    RenewRequest renewal = RenewRequest.newBuilder().setKey(KEY).setFencingToken(token).build();
    int watchers = 0;
    while (watchers == 0) {
      watchers = cache.renew(renewal).getWatchers();
    }
  }

  private void upload(byte[] bytes) throws Exception {
    BlobUpload.send(cache, bytes);
  }

  private byte[] download(Digest digest) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    cache
        .getBlob(GetBlobRequest.newBuilder().setSha256(digest.sha256()).build())
        .forEachRemaining(piece -> all.writeBytes(piece.getData().toByteArray()));
    return all.toByteArray();
  }
}
