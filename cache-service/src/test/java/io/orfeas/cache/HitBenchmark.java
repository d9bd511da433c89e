package io.orfeas.cache;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.orfeas.cache.store.Digest;
import io.orfeas.cache.store.StoreFixture;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.CompleteRequest;
import io.orfeas.cache.v1.GetBlobRequest;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.cache.v1.PublishRequest;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * What a hit costs over loopback, beside an empty unary call on the same server, interleaved so
 * that both see the same machine. Prints medians.
 *
 * <p>Run the main method with the test class path; it needs about half a minute.
 */
final class HitBenchmark {
  private static final int ROUNDS = 5;
  private static final int CALLS = 2000;
  private static final int BLOB_READS = 60;

  private final CacheServiceBlockingStub cache;
  private final HealthGrpc.HealthBlockingStub health;

  private HitBenchmark(int port) {
    String base = "gproto+http://127.0.0.1:" + port + "/";
    cache =
        GrpcClients.builder(base)
            .maxResponseLength(0)
            .responseTimeoutMillis(0)
            .build(CacheServiceBlockingStub.class);
    health = GrpcClients.newClient(base, HealthGrpc.HealthBlockingStub.class);
  }

  /** Starts a server in a temporary folder and measures. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("hit-benchmark");
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_CACHE_PORT",
                "0",
                "ORFEAS_CACHE_STORE",
                "disk",
                "ORFEAS_CACHE_HOT_BYTES",
                args.length > 0 ? args[0] : "64MiB",
                "ORFEAS_CACHE_DIR",
                folder.toString()));
    try (CacheServer server = CacheServer.start(CacheConfig.read(env), new Metrics())) {
      new HitBenchmark(server.port()).run();
    }
  }

  private void run() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      double empty = median(CALLS, this::emptyCall);
      double hit = median(CALLS, hit());
      System.out.printf(
          "empty unary %.1f us, Acquire hit %.1f us (%.2fx)%n", empty, hit, hit / empty);
    }
    for (int size : new int[] {1 << 10, 100 << 10, 1 << 20, 5 << 20}) {
      Runnable read = blob(size);
      median(BLOB_READS, read);
      double micros = median(BLOB_READS, read);
      System.out.printf("GetBlob %7d bytes: %.0f us, %.0f MB/s%n", size, micros, size / micros);
    }
  }

  private void emptyCall() {
    health.check(HealthCheckRequest.getDefaultInstance());
  }

  private Runnable hit() {
    String key = StoreFixture.key("hit").hex();
    AcquireRequest request = AcquireRequest.newBuilder().setKey(key).setOwner("bench").build();
    var answer = cache.acquire(request);
    if (answer.hasLease()) {
      long token = answer.getLease().getFencingToken();
      for (int i = 1; i <= 4; i++) {
        LogEntry entry =
            LogEntry.newBuilder()
                .setSequence(i)
                .setPayload(ByteString.copyFrom(StoreFixture.bytes(i, 1000)))
                .build();
        cache.publish(
            PublishRequest.newBuilder().setKey(key).setFencingToken(token).setEntry(entry).build());
      }
      cache.complete(CompleteRequest.newBuilder().setKey(key).setFencingToken(token).build());
    }
    return () -> cache.acquire(request);
  }

  private Runnable blob(int size) throws Exception {
    byte[] bytes = StoreFixture.bytes(size, size);
    BlobUpload.send(cache, bytes);
    GetBlobRequest request =
        GetBlobRequest.newBuilder().setSha256(Digest.of(bytes).sha256()).build();
    return () -> cache.getBlob(request).forEachRemaining(piece -> {});
  }

  private static double median(int calls, Runnable call) {
    double[] micros = new double[calls];
    for (int i = 0; i < calls; i++) {
      long start = System.nanoTime();
      call.run();
      micros[i] = (System.nanoTime() - start) / 1000.0;
    }
    Arrays.sort(micros);
    return micros[calls / 2];
  }
}
