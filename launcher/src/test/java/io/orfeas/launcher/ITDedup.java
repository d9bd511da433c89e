package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.orfeas.cache.v1.GetStatsResponse;
import io.orfeas.client.Backoff;
import io.orfeas.client.ClientOptions;
import io.orfeas.client.EventStream;
import io.orfeas.client.OrfeasClient;
import io.orfeas.client.Picture;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.ResumeRequest;
import io.orfeas.launcher.Cluster.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replicas share, each in a process of its own: one computation, whatever happens to them. */
class ITDedup {
  /** Long enough a computation for things to happen meanwhile. */
  private static final int SLOW = 10;

  private static final Class<InferenceServiceBlockingStub> STUB =
      InferenceServiceBlockingStub.class;

  private static final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir static Path data;
  private static Cluster cluster;
  private static Member cache;
  private static Member one;
  private static Member two;
  private static Picture picture;
  private static ByteString bytes;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(data);
    cache = cluster.cache(Map.of());
    one = cluster.inference(cache.target());
    two = cluster.inference(cache.target());
    byte[] file = Files.readAllBytes(Repository.sample("robot.png"));
    picture = Picture.of(file);
    bytes = ByteString.copyFrom(file);
  }

  @AfterAll
  static void stop() throws Exception {
    threads.shutdownNow();
    cluster.close();
  }

  @Test
  void hundredIdenticalRequests_overTwoReplicas_computeOnceAndAnswerAlike() throws Exception {
    long before = cache.stats().getComputes();
    GenerateRequest request = request(3).setInlineArtifacts(true).build();
    List<Future<List<GenerateResponse>>> answers = new ArrayList<>();
    CountDownLatch together = new CountDownLatch(1);
    for (int i = 0; i < 100; i++) {
      InferenceServiceBlockingStub stub = (i % 2 == 0 ? one : two).stub(STUB);
      answers.add(
          threads.submit(
              () -> {
                together.await();
                return collect(stub, request);
              }));
    }
    together.countDown();

    List<GenerateResponse> first = shared(answers.get(0).get(2, TimeUnit.MINUTES));
    assertThat(first).hasSize(6);
    for (Future<List<GenerateResponse>> answer : answers) {
      assertThat(shared(answer.get(2, TimeUnit.MINUTES))).isEqualTo(first);
    }
    assertThat(cache.awaitStats(stats -> stats.getComputes() > before).getComputes() - before)
        .isEqualTo(1);
  }

  @Test
  void leaderKilledMidway_followersOnAnotherReplica_allFinishWithoutAnError() throws Exception {
    GetStatsResponse before = cache.stats();
    Member leader = cluster.inference(cache.target());
    GenerateRequest request = request(SLOW).setSeed(1).build();
    CompletableFuture<Void> underWay = new CompletableFuture<>();
    // The leader's own client is told of the other replica too: it has to resume there.
    Future<List<GenerateResponse>> led =
        threads.submit(() -> events(client(leader, two), request, "voxel_preview", underWay));
    underWay.get(2, TimeUnit.MINUTES);
    leader.pause();
    List<Future<List<GenerateResponse>>> followers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      followers.add(threads.submit(() -> collect(two.stub(STUB), withPicture(request))));
    }
    cache.awaitStats(
        stats -> stats.getWatchers() >= 5 || stats.getExpiredLeases() > before.getExpiredLeases());

    leader.kill();

    List<GenerateResponse> ofTheLeader = led.get(2, TimeUnit.MINUTES);
    assertThat(ofTheLeader)
        .extracting(GenerateResponse::getSequence)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(ofTheLeader.get(5).getStage()).isEqualTo("completed");
    for (Future<List<GenerateResponse>> follower : followers) {
      List<GenerateResponse> events = follower.get(2, TimeUnit.MINUTES);
      assertThat(events)
          .extracting(GenerateResponse::getSequence)
          .containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(events.get(5).getData()).isEqualTo(ofTheLeader.get(5).getData());
    }
    GetStatsResponse after = cache.awaitStats(stats -> stats.getComputes() > before.getComputes());
    assertThat(after.getExpiredLeases() - before.getExpiredLeases()).isEqualTo(1);
    assertThat(after.getComputes() - before.getComputes()).isEqualTo(1);
  }

  @Test
  void leadersClientLeaves_sharedWorkGoesOn_untilTheLastLeaves() throws Exception {
    GetStatsResponse before = cache.stats();
    GenerateRequest shared = request(SLOW).setSeed(2).build();
    Future<List<GenerateResponse>> follower;
    try (EventStream leading = client(one).generate(picture, shared)) {
      assertThat(leading.next().getCache()).isEqualTo("miss");
      one.pause();
      follower = threads.submit(() -> collect(two.stub(STUB), withPicture(shared)));
      cache.awaitStats(stats -> stats.getWatchers() >= 1);
    }
    one.goOn();
    assertThat(follower.get(2, TimeUnit.MINUTES)).hasSize(6);
    assertThat(follower.get().get(0).getCache()).isEqualTo("joined");
    cache.awaitStats(stats -> stats.getComputes() == before.getComputes() + 1);

    String cancelled = "orfeas_stage_duration_seconds_count{stage=\"%s\",outcome=\"cancelled\",}";
    try (EventStream alone = client(one).generate(picture, request(SLOW).setSeed(3).build())) {
      assertThat(alone.next().getCache()).isEqualTo("miss");
    }
    GetStatsResponse after = cache.awaitStats(stats -> stats.getLeases() == 0);
    assertThat(after.getComputes() - before.getComputes()).isEqualTo(1);
    double stages = 0;
    for (String stage : List.of("voxel_preview", "rough_mesh", "refined_mesh", "final_optimized")) {
      stages += one.metric(cancelled.formatted(stage));
    }
    assertThat(stages).isEqualTo(1);
  }

  @Test
  void resume_onAnotherReplica_givesExactlyTheEventsNotSeen() throws Exception {
    GenerateRequest request = request(SLOW).setSeed(4).build();
    List<GenerateResponse> seen = new ArrayList<>();
    Future<List<GenerateResponse>> resumed;
    try (EventStream leading = client(one).generate(picture, request)) {
      seen.add(leading.next());
      seen.add(leading.next());
      one.pause();
      resumed = threads.submit(() -> resume(two.stub(STUB), seen.get(1).getResumeToken()));
      cache.awaitStats(stats -> stats.getWatchers() >= 1);
    }
    one.goOn();

    seen.addAll(resumed.get(2, TimeUnit.MINUTES));
    assertThat(shared(seen)).isEqualTo(shared(collect(two.stub(STUB), withPicture(request))));
  }

  private static OrfeasClient client(Member... members) {
    return OrfeasClient.connect(
        ClientOptions.DEFAULT.withBackoff(
            new Backoff(20, Duration.ofMillis(50), Duration.ofSeconds(2))),
        List.of(members).stream().map(Member::target).toList());
  }

  private static GenerateRequest.Builder request(int quality) {
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(bytes))
        .setQuality(quality);
  }

  private static GenerateRequest withPicture(GenerateRequest request) {
    return request.toBuilder().setImage(HttpBody.newBuilder().setData(bytes)).build();
  }

  /** All events; tells when the stage has come. */
  private static List<GenerateResponse> events(
      OrfeasClient client, GenerateRequest request, String stage, CompletableFuture<Void> told) {
    List<GenerateResponse> events = new ArrayList<>();
    try (EventStream stream = client.generate(picture, request)) {
      while (stream.hasNext()) {
        events.add(stream.next());
        if (events.get(events.size() - 1).getStage().equals(stage)) {
          told.complete(null);
        }
      }
    } catch (RuntimeException failed) {
      told.completeExceptionally(failed);
      throw failed;
    }
    return events;
  }

  private static List<GenerateResponse> collect(
      InferenceServiceBlockingStub stub, GenerateRequest request) {
    List<GenerateResponse> events = new ArrayList<>();
    stub.generate(request).forEachRemaining(events::add);
    return events;
  }

  private static List<GenerateResponse> resume(InferenceServiceBlockingStub stub, String token) {
    List<GenerateResponse> events = new ArrayList<>();
    stub.resume(ResumeRequest.newBuilder().setResumeToken(token).build())
        .forEachRemaining(response -> events.add(response.getEvent()));
    return events;
  }

  /** Without what differs by caller: where its events came from. */
  private static List<GenerateResponse> shared(List<GenerateResponse> events) {
    return events.stream().map(event -> event.toBuilder().clearCache().build()).toList();
  }
}
