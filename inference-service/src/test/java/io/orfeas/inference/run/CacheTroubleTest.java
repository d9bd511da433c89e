package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.orfeas.artifact.v1.Digest;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.format.Export;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.pipeline.RequestKey;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.BoundedExecutor;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cache-service that is away, stuck or full costs a little time and no result. */
class CacheTroubleTest {
  private static final Duration OPEN = Duration.ofMillis(50);

  private final FakeCacheService cache = new FakeCacheService();
  private final ScriptedReconstruction engine = new ScriptedReconstruction();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Metrics metrics = new Metrics();
  private final AdmissionQueue queue = new AdmissionQueue(2, 8, metrics);
  private final Followers followers = new Followers(8, metrics, threads -> threads);
  private final BoundedExecutor publishing = new BoundedExecutor("publishing", 2, 64, metrics);
  private final Counter failures = metrics.counter("failures_total", "test", "operation");
  private Server server;
  private ManagedChannel channel;
  private ResultLog log;
  private ArtifactStore artifacts;
  private Runs runs;
  private int keys;

  @BeforeEach
  void start() throws Exception {
    String name = InProcessServerBuilder.generateName();
    server = InProcessServerBuilder.forName(name).addService(cache).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
    log =
        new ResultLog(
            CacheServiceGrpc.newBlockingStub(channel),
            CacheServiceGrpc.newStub(channel),
            new Guard("cache", 64, OPEN, metrics),
            Duration.ofMillis(200),
            "test",
            failures);
    artifacts = new ArtifactStore(1 << 20, log, metrics);
    runs = runs(publishing);
    engine.open();
  }

  @AfterEach
  void stop() {
    engine.open();
    queue.close();
    scheduler.shutdownNow();
    channel.shutdownNow();
    server.shutdownNow();
    followers.close();
    publishing.close();
  }

  @Test
  void generate_cacheStuck_computesUncachedAndIsCounted() throws Exception {
    cache.silent(true);

    assertThat(source("a stuck cache")).isEqualTo(Source.UNAVAILABLE);
    assertThat(failures.labels("acquire").get()).isEqualTo(1);
  }

  @Test
  void generate_cacheStuckMidway_endsAndTheNextIsCachedOnceItAnswers() throws Exception {
    engine.permits.drainPermits();
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request("stuck midway"), caller);
    engine.permits.release(2);
    caller.await(event -> event.getStage().equals("voxel_preview"));

    cache.silent(true);
    engine.open();
    assertThat(caller.stages()).hasSize(6);

    cache.silent(false);
    awaitSource(Source.MISS);
  }

  @Test
  void follow_cacheSilentMidway_isCountedAndGoesOnUncachedWithoutRepeatingAnything()
      throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    follow("followed", () -> runs.generate(request("followed"), caller));
    caller.await(event -> event.getStage().equals("accepted"));

    cache.silent(true);
    awaitWatchesGivenUp();

    assertThat(caller.stages()).hasSize(6).doesNotHaveDuplicates();
    assertThat(List.copyOf(caller.sources)).containsExactly(Source.JOINED, Source.UNAVAILABLE);
    assertThat(failures.labels("watch").get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void resume_cacheSilent_endsAndGivesItsPlaceBack() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    follow("resumed", () -> runs.resume(key("resumed"), caller, 1));

    cache.silent(true);
    awaitWatchesGivenUp();

    assertThat(caller.failure().getCode()).isEqualTo(Code.UNAVAILABLE.value());
    assertThat(caller.failure().getMessage()).contains("cannot be reached");
    for (int i = 0; i < 8; i++) {
      assertThat(followers.enter()).as("place %d", i).isTrue();
    }
  }

  @Test
  void follow_cacheOnlyRefuses_isNotGivenUp() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    follow("refused", () -> runs.generate(request("refused"), caller));

    cache.down(true);
    for (int i = 0; i < 10; i++) {
      log.lookAfterWatches();
    }
    cache.down(false);
    cache.publishElsewhere(key("refused"), entry("refused", 2, "voxel_preview"));

    caller.await(event -> event.getStage().equals("voxel_preview"));
    assertThat(failures.labels("watch").get()).isZero();
  }

  @Test
  void generate_cacheDownThenUp_isUsedAgainByItself() throws Exception {
    cache.down(true);
    for (int i = 0; i < 10; i++) {
      assertThat(source("down " + i)).isEqualTo(Source.UNAVAILABLE);
    }

    cache.down(false);

    awaitSource(Source.MISS);
  }

  @Test
  void lookup_unknownKeys_areNoFailures() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(log.lookup(key("unknown " + i), false)).isEmpty();
      assertThat(log.blobs().get(key("unknown " + i))).isEmpty();
    }

    assertThat(source("after many unknown")).isEqualTo(Source.MISS);
    assertThat(failures.labels("lookup").get()).isZero();
    assertThat(failures.labels("get_blob").get()).isZero();
  }

  @Test
  void putBlob_refusedAtTheHeader_isCountedAndDoesNotOpenTheBreaker() throws Exception {
    cache.full(true);
    byte[] blob = new byte[8 << 20];
    new Random(1).nextBytes(blob);
    Digest digest = digest(blob);
    for (int i = 0; i < 50; i++) {
      assertThat(log.blobs().put(digest, blob)).isFalse();
    }

    assertThat(failures.labels("put_blob").get()).isEqualTo(50);
    cache.full(false);
    assertThat(source("after many refused")).isEqualTo(Source.MISS);
    assertThat(log.blobs().put(digest, blob)).isTrue();
    assertThat(log.blobs().get(digest.getSha256()))
        .hasValueSatisfying(b -> assertThat(b).isEqualTo(blob));
  }

  @Test
  void get_manyAtOnce_fetchesOnceAndCacheDownIsNotTakenForUnknown() throws Exception {
    byte[] blob = new byte[100_000];
    new Random(2).nextBytes(blob);
    Digest digest = digest(blob);
    assertThat(log.blobs().put(digest, blob)).isTrue();
    List<Future<byte[]>> readers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    for (int i = 0; i < 64; i++) {
      readers.add(threads.submit(() -> artifacts.get(digest.getSha256(), Export.STORED)));
    }
    for (Future<byte[]> reader : readers) {
      assertThat(reader.get()).isEqualTo(blob);
    }
    threads.shutdownNow();
    assertThat(cache.downloads()).isEqualTo(1);

    cache.down(true);
    assertThatThrownBy(() -> artifacts.get(key("y"), Export.STORED))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE));
    cache.down(false);
    assertThatThrownBy(() -> artifacts.get(key("y"), Export.STORED))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(Code.NOT_FOUND));
  }

  @Test
  void get_bytesOfSomethingElse_areRefusedCountedAndNotKept() throws Exception {
    byte[] blob = new byte[100_000];
    new Random(3).nextBytes(blob);
    Digest right = digest(blob);
    assertThat(log.blobs().put(right, blob)).isTrue();

    cache.damaging(true);
    assertThatThrownBy(() -> artifacts.get(right.getSha256(), Export.STORED))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(Code.DATA_LOSS);
              assertThat(failure.reason()).isEqualTo("ARTIFACT_DAMAGED");
            });
    assertThat(failures.labels("get_blob").get()).isEqualTo(1);

    cache.damaging(false);
    assertThat(artifacts.get(right.getSha256(), Export.STORED)).isEqualTo(blob);
  }

  @Test
  void heartbeats_publishingStuck_goOn() throws Exception {
    engine.permits.drainPermits();
    cache.leaseTtl(60);
    Runs stuck = runs(task -> {});
    stuck.generate(request("stuck uploads"), new RecordingSubscriber());

    cache.awaitRenewals(5);
  }

  /** Follows a run of another replica that has begun. */
  private void follow(String name, Runnable following) throws InterruptedException {
    cache.leaseElsewhere(key(name));
    cache.publishElsewhere(key(name), entry(name, 1, "accepted"));
    following.run();
    cache.awaitWatchers(key(name), 1);
  }

  /** Lets time pass as the server's clock does, until so much silence is enough. */
  private void awaitWatchesGivenUp() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (failures.labels("watch").get() < 3) {
      assertThat(System.nanoTime()).as("noticed in time").isLessThan(deadline);
      log.lookAfterWatches();
      Thread.onSpinWait();
    }
  }

  private static LogEntry entry(String name, int sequence, String stage) {
    GenerateResponse event =
        GenerateResponse.newBuilder()
            .setRequestKey(key(name))
            .setSequence(sequence)
            .setStage(stage)
            .build();
    return LogEntry.newBuilder().setSequence(sequence).setPayload(event.toByteString()).build();
  }

  private Runs runs(Executor publisher) {
    return new Runs(
        log,
        queue,
        engine,
        artifacts,
        (request, source) -> ObservedRun.UNOBSERVED,
        followers,
        publisher,
        scheduler);
  }

  /** Where a generation's events come from, once it has ended well. */
  private Source source(String name) throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(name), caller);
    assertThat(caller.stages()).hasSize(6);
    return List.copyOf(caller.sources).get(0);
  }

  /** Generates until it comes from there; the breaker lets calls through when it has waited. */
  private void awaitSource(Source wanted) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (source("again " + keys++) != wanted) {
      assertThat(System.nanoTime()).as("recovered in time").isLessThan(deadline);
    }
  }

  private static Digest digest(byte[] bytes) {
    return Digest.newBuilder()
        .setSha256(RequestKey.sha256(bytes))
        .setSizeBytes(bytes.length)
        .build();
  }

  private static String key(String name) {
    return RequestKey.sha256(name.getBytes(StandardCharsets.UTF_8));
  }

  private static RunRequest request(String name) {
    return new RunRequest(
        key(name),
        new byte[] {1},
        new GenerationOptions(
            7, Size.MEDIUM, Style.REALISTIC, 1000, 0, "classical", 1, Symmetry.AUTO),
        "classical@1",
        false,
        false,
        5,
        Duration.ofHours(1));
  }
}
