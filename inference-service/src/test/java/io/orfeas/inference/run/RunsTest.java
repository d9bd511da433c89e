package io.orfeas.inference.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.cache.v1.LogEntry;
import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.ImageRejectedException;
import io.orfeas.inference.image.ImageRejectedException.Reason;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import io.orfeas.inference.v1.Degradation;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.runtime.Guard;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsTest {
  private static final String KEY = "ab".repeat(32);
  private static final List<String> ALL =
      List.of(
          "accepted",
          "voxel_preview",
          "rough_mesh",
          "refined_mesh",
          "final_optimized",
          "completed");

  private final FakeCacheService cache = new FakeCacheService();
  private final ScriptedReconstruction engine = new ScriptedReconstruction();
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
  private final Metrics metrics = new Metrics();
  private final RecordingObserver observer = new RecordingObserver();
  private final Followers followers = new Followers(8, metrics, threads -> threads);
  private final AdmissionQueue queue = new AdmissionQueue(2, 8, metrics);
  private Server server;
  private ManagedChannel channel;
  private Runs runs;

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

  @Test
  void generate_firstTime_computesAndStores() throws Exception {
    engine.open();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.MISS);
    assertThat(caller.events)
        .extracting(GenerateResponse::getSequence)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(cache.computes()).isEqualTo(1);
  }

  @Test
  void generate_again_replaysTheSameEvents() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber second = new RecordingSubscriber();

    runs.generate(request(), second);

    assertThat(second.stages()).isEqualTo(ALL);
    assertThat(second.sources).containsExactly(Source.HIT);
    assertThat(second.events).isEqualTo(first.events);
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_manyAtOnce_computesOnce() throws Exception {
    List<RecordingSubscriber> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RecordingSubscriber caller = new RecordingSubscriber();
      callers.add(caller);
      executor.execute(() -> runs.generate(request(), caller));
    }
    engine.open();

    for (RecordingSubscriber caller : callers) {
      assertThat(caller.stages()).isEqualTo(ALL);
      assertThat(caller.events).isEqualTo(callers.get(0).events);
    }
    assertThat(engine.runs).hasValue(1);
    assertThat(cache.computes()).isEqualTo(1);
  }

  @Test
  void generate_stages_arriveBeforeLaterWorkBegins() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);

    engine.permits.release(2);

    // The engine now waits for its second stage: the preview must be there already.
    caller.await(event -> event.getStage().equals("voxel_preview"));
    assertThat(caller.events).hasSize(2);
  }

  @Test
  void leave_firstOfTwo_doesNotStopTheOther() throws Exception {
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber follower = new RecordingSubscriber();
    Runnable leave = runs.generate(request(), leader);
    runs.generate(request(), follower);

    leave.run();
    engine.open();

    assertThat(follower.stages()).isEqualTo(ALL);
    assertThat(follower.sources).containsExactly(Source.JOINED);
    assertThat(leader.events).isEmpty();
  }

  @Test
  void leave_lastSubscriber_cancelsBetweenStages() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    Runnable leave = runs.generate(request(), caller);
    engine.permits.release(2);
    caller.await(event -> event.getStage().equals("voxel_preview"));

    leave.run();
    engine.permits.release();
    engine.cancellation.await();

    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    engine.open();
    assertThat(next.stages()).isEqualTo(ALL);
    assertThat(engine.runs).hasValue(2);
  }

  @Test
  void generate_leaderElsewhereDies_computesTheRestHere() throws Exception {
    GenerateResponse accepted =
        Events.accepted(KEY, new ForegroundMask(1, 1, new float[] {1}, 1, Set.of()));
    cache.leaseElsewhere(KEY);
    cache.publishElsewhere(
        KEY, LogEntry.newBuilder().setSequence(1).setPayload(accepted.toByteString()).build());
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    caller.await(event -> event.getStage().equals("accepted"));

    engine.open();
    cache.vacate(KEY);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.JOINED, Source.MISS);
  }

  @Test
  void generate_cacheDown_computesUncached() throws Exception {
    cache.down(true);
    engine.open();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.UNAVAILABLE);
  }

  @Test
  void generate_cacheLostMidway_stillEnds() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.permits.release(2);
    caller.await(event -> event.getStage().equals("voxel_preview"));

    cache.down(true);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(cache.computes()).isZero();
  }

  @Test
  void generate_pictureRefused_failsAllBeforeTheFirstEvent() throws Exception {
    engine.failure = new ImageRejectedException(Reason.NO_FOREGROUND, "picture: empty");
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber follower = new RecordingSubscriber();
    runs.generate(request(), leader);
    runs.generate(request(), follower);

    engine.open();

    assertThat(leader.failure().getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(follower.failure()).isEqualTo(leader.failure());
    assertThat(leader.events).isEmpty();
  }

  @Test
  void generate_digestOnlyAndUnknown_asksForThePicture() throws Exception {
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.failure().getCode()).isEqualTo(Code.FAILED_PRECONDITION.value());
    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndKnown_replays() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.HIT);
    assertThat(caller.events).isEqualTo(first.events);
  }

  @Test
  void generate_digestOnlyAndInFlight_joins() throws Exception {
    RecordingSubscriber leader = new RecordingSubscriber();
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), leader);

    runs.generate(request(null, false), caller);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    assertThat(caller.sources).containsExactly(Source.JOINED);
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_digestOnlyAndDoNotCache_asksForThePictureWithoutLookingUp() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, true), caller);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
    assertThat(caller.events).isEmpty();
  }

  @Test
  void generate_digestOnlyAndSkipLookup_joinsButIsNotGivenAKnownResult() throws Exception {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber joined = new RecordingSubscriber();
    RecordingSubscriber late = new RecordingSubscriber();
    runs.generate(request(), first);
    runs.generate(skipping(null), joined);
    engine.open();
    first.stages();

    runs.generate(skipping(null), late);

    assertThat(joined.stages()).isEqualTo(ALL);
    assertThat(late.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndCacheDown_asksForThePicture() throws Exception {
    cache.down(true);
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(null, false), caller);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_digestOnlyAndLeaderElsewhereDies_asksForThePicture() throws Exception {
    cache.leaseElsewhere(KEY);
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(null, false), caller);
    cache.awaitWatchers(KEY, 1);

    cache.vacate(KEY);

    assertThat(caller.failure().toString()).contains("IMAGE_REQUIRED");
  }

  @Test
  void generate_noPlaceLeftToFollow_refusesWithADelay() throws Exception {
    cache.leaseElsewhere(KEY);
    for (int i = 0; i < 8; i++) {
      runs.generate(request(), new RecordingSubscriber());
    }
    RecordingSubscriber caller = new RecordingSubscriber();

    runs.generate(request(), caller);

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(caller.failure().toString()).contains("TOO_MANY_FOLLOWERS", "RetryInfo");
  }

  @Test
  void leave_followerOfAnotherReplica_freesItsPlace() throws Exception {
    cache.leaseElsewhere(KEY);
    for (int i = 0; i < 20; i++) {
      RecordingSubscriber caller = new RecordingSubscriber();
      Runnable leave = runs.generate(request(), caller);
      cache.awaitWatchers(KEY, 1);
      leave.run();
      cache.awaitWatchers(KEY, 0);
      assertThat(caller.events).isEmpty();
    }
  }

  @Test
  void generate_doNotCache_neitherJoinsNorStores() throws Exception {
    RecordingSubscriber shared = new RecordingSubscriber();
    RecordingSubscriber alone = new RecordingSubscriber();
    runs.generate(request(), shared);

    runs.generate(request(new byte[] {1}, true), alone);
    engine.open();

    assertThat(alone.stages()).isEqualTo(ALL);
    assertThat(alone.sources).containsExactly(Source.BYPASS);
    shared.stages();
    assertThat(engine.runs).hasValue(2);
    assertThat(cache.computes()).isEqualTo(1);
  }

  @Test
  void resume_afterSomeEvents_givesExactlyTheRest() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 3);

    assertThat(resumed.stages()).isEqualTo(ALL.subList(3, 6));
  }

  @Test
  void resume_afterTheLastEvent_endsWithNothing() throws Exception {
    engine.open();
    RecordingSubscriber first = new RecordingSubscriber();
    runs.generate(request(), first);
    first.stages();
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 6);

    assertThat(resumed.stages()).isEmpty();
  }

  @Test
  void resume_beyondTheEndOfALiveRun_endsWithIt() throws Exception {
    RecordingSubscriber first = new RecordingSubscriber();
    RecordingSubscriber resumed = new RecordingSubscriber();
    runs.generate(request(), first);

    runs.resume(KEY, resumed, 999);
    engine.open();

    assertThat(resumed.stages()).isEmpty();
  }

  @Test
  void generate_oneCallerBreaks_theOthersFinish() throws Exception {
    RecordingSubscriber broken = new RecordingSubscriber();
    broken.breakAt = "rough_mesh";
    RecordingSubscriber sound = new RecordingSubscriber();
    runs.generate(request(), broken);
    runs.generate(request(), sound);

    engine.open();

    assertThat(sound.stages()).isEqualTo(ALL);
    assertThat(broken.failure().getCode()).isEqualTo(Code.INTERNAL.value());
    assertThat(engine.runs).hasValue(1);
  }

  @Test
  void generate_engineBreaks_everyCallerIsTold() throws Exception {
    engine.error = new NoClassDefFoundError("missing");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);

    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.INTERNAL.value());
  }

  @Test
  void generate_memoryRunsOut_isCountedAndToldAndTheNextOneRuns() throws Exception {
    engine.error = new OutOfMemoryError("Java heap space");
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(observer.outOfMemory).containsExactly("accepted");

    engine.error = null;
    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    assertThat(next.stages()).isEqualTo(ALL);
  }

  @Test
  void generate_deviceMemoryRunsOut_isToldWithARetry() throws Exception {
    engine.failure = new DeviceOutOfMemoryException(2, 1);
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.failure().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(caller.failure().getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
    assertThat(caller.failure().toString()).contains("OUT_OF_MEMORY");
    assertThat(observer.outOfMemory).containsExactly("accepted");
  }

  @Test
  void generate_lowerRung_isToldAndNotStored() throws Exception {
    engine.rung = "lower_precision";
    RecordingSubscriber caller = new RecordingSubscriber();
    runs.generate(request(), caller);
    engine.open();

    assertThat(caller.stages()).isEqualTo(ALL);
    Degradation why = caller.events.get(5).getDegraded();
    assertThat(why.getReason()).isEqualTo("OUT_OF_MEMORY");
    assertThat(why.getRung()).isEqualTo("lower_precision");
    assertThat(why.getStage()).isEqualTo("final_optimized");
    assertThat(caller.events.get(0).getEstimator()).isEqualTo("classical");

    engine.rung = null;
    RecordingSubscriber next = new RecordingSubscriber();
    runs.generate(request(), next);
    assertThat(next.stages()).isEqualTo(ALL);
    assertThat(next.events.get(5).hasDegraded()).isFalse();
    assertThat(engine.runs).hasValue(2);
  }

  @Test
  void resume_unknownRun_isNotFound() throws Exception {
    RecordingSubscriber resumed = new RecordingSubscriber();

    runs.resume(KEY, resumed, 3);

    assertThat(resumed.failure().getCode()).isEqualTo(Code.NOT_FOUND.value());
  }

  private static RunRequest request() {
    return request(new byte[] {1}, false);
  }

  private static RunRequest request(byte[] image, boolean doNotCache) {
    return request(image, false, doNotCache);
  }

  private static RunRequest skipping(byte[] image) {
    return request(image, true, false);
  }

  private static RunRequest request(byte[] image, boolean skipCacheLookup, boolean doNotCache) {
    return new RunRequest(
        KEY,
        image,
        new GenerationOptions(
            7, Size.MEDIUM, Style.REALISTIC, 1000, 0, "classical", 1, Symmetry.AUTO),
        skipCacheLookup,
        doNotCache,
        5,
        Duration.ofHours(1));
  }
}
