package io.orfeas.inference.run;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The runs of one process, with a scripted pipeline and a cache-service in memory. */
abstract class RunsUnderTest {
  static final String KEY = "ab".repeat(32);
  static final List<String> ALL =
      List.of(
          "accepted",
          "voxel_preview",
          "rough_mesh",
          "refined_mesh",
          "final_optimized",
          "completed");

  final FakeCacheService cache = new FakeCacheService();
  final ScriptedReconstruction engine = new ScriptedReconstruction();
  final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Metrics metrics = new Metrics();
  final RecordingObserver observer = new RecordingObserver();
  private final Followers followers = new Followers(8, metrics, threads -> threads);
  private final AdmissionQueue queue = new AdmissionQueue(2, 8, metrics);
  private Server server;
  private ManagedChannel channel;
  Runs runs;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(cache).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    ResultLog log =
        new ResultLog(
            CacheServiceGrpc.newBlockingStub(channel),
            CacheServiceGrpc.newStub(channel),
            new Guard("cache", 64, Duration.ofSeconds(1), metrics),
            Duration.ofSeconds(5),
            "test",
            metrics.counter("failures_total", "test", "operation"));
    runs =
        new Runs(
            log,
            queue,
            engine,
            new ArtifactStore(1 << 20, log, metrics),
            observer,
            followers,
            executor,
            scheduler);
  }

  @AfterEach
  void stop() {
    engine.open();
    queue.close();
    scheduler.shutdownNow();
    executor.shutdownNow();
    channel.shutdownNow();
    server.shutdownNow();
    followers.close();
  }

  static RunRequest request() {
    return request(new byte[] {1}, false);
  }

  static RunRequest request(byte[] image, boolean doNotCache) {
    return request(image, false, doNotCache);
  }

  static RunRequest request(byte[] image, boolean skipCacheLookup, boolean doNotCache) {
    return new RunRequest(
        KEY,
        image,
        new GenerationOptions(
            7, Size.MEDIUM, Style.REALISTIC, 1000, 0, "classical", 1, Symmetry.AUTO),
        "classical@1",
        skipCacheLookup,
        doNotCache,
        5,
        Duration.ofHours(1));
  }
}
