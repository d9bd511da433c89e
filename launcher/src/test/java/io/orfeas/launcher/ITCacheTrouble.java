package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.launcher.Cluster.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache-service that dies, comes back or is stuck: generation goes on, and recovers by itself.
 */
class ITCacheTrouble {
  private static final String OPEN = "orfeas_cache_circuit_open";
  private static final String REFUSED = "orfeas_cache_call_failures_total{operation=\"acquire\",}";

  private static final String SILENT = "orfeas_cache_call_failures_total{operation=\"watch\",}";

  /** Quality that takes long enough for things to happen meanwhile. */
  private static final int SLOW = 10;

  @TempDir Path data;
  private Cluster cluster;
  private int seeds;

  @BeforeEach
  void start() {
    cluster = new Cluster(data);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void cacheKilledAndStartedAgain_isUsedAgainWithoutAnybodysHelp() throws Exception {
    Member cache = cluster.cache(Map.of());
    Member inference = cluster.inference(cache.target());
    assertThat(source(inference)).isEqualTo("miss");

    cache.kill();
    // Half of the last twenty calls have to fail.
    for (int i = 0; i < 20 && inference.metric(OPEN) == 0; i++) {
      assertThat(source(inference)).isEqualTo("unavailable");
    }
    assertThat(inference.metric(OPEN)).isEqualTo(1);
    assertThat(inference.metric(REFUSED)).isPositive();
    assertThat(source(inference)).isEqualTo("unavailable");

    cluster.cache(Map.of("ORFEAS_CACHE_PORT", Integer.toString(cache.port())));
    awaitMiss(inference);
    seeds--;
    assertThat(source(inference)).isEqualTo("hit");
  }

  @Test
  void cacheStuck_generationGoesOnUncachedAndSoonDoesNotAskAnyMore() throws Exception {
    // Takes connections, and never says a word.
    try (ServerSocket stuck = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Member inference =
          cluster.inference(
              "127.0.0.1:" + stuck.getLocalPort(), Map.of("ORFEAS_CACHE_DEADLINE", "100ms"));

      for (int i = 0; i < 8; i++) {
        assertThat(source(inference)).isEqualTo("unavailable");
      }
      assertThat(inference.metric(REFUSED)).isEqualTo(8);
      assertThat(inference.metric(OPEN)).isEqualTo(1);
    }
  }

  @Test
  void cacheFrozen_whoFollowsGoesOnUncachedAndSeesEveryEventOnce() throws Exception {
    // The leader that is paused is not taken for lost, however slow the machine is.
    Member cache = cluster.cache(Map.of("ORFEAS_CACHE_LEASE_TTL", "5m"));
    Member leader = cluster.inference(cache.target());
    // Less than tests have, or the connection would be found dead before three questions are.
    Member other = cluster.inference(cache.target(), Map.of("ORFEAS_CACHE_DEADLINE", "3s"));
    GenerateRequest request = request(SLOW, seeds++);
    Iterator<GenerateResponse> leading =
        leader.stub(InferenceServiceBlockingStub.class).generate(request);
    assertThat(leading.next().getCache()).isEqualTo("miss");
    leader.pause();
    Iterator<GenerateResponse> following =
        other.stub(InferenceServiceBlockingStub.class).generate(request);
    assertThat(following.next().getCache()).isEqualTo("joined");

    cache.pause();

    List<GenerateResponse> events = new ArrayList<>();
    following.forEachRemaining(events::add);
    assertThat(events).extracting(GenerateResponse::getSequence).containsExactly(2, 3, 4, 5, 6);
    assertThat(other.metric(SILENT)).isGreaterThanOrEqualTo(3);
    assertThat(other.metric("orfeas_followers")).isZero();
  }

  @Test
  void connectionDead_isClosedAndTheCacheUsedAgainOverAnother() throws Exception {
    Member cache = cluster.cache(Map.of());
    try (Line line = Line.to(cache.port())) {
      Member inference = cluster.inference(line.target());
      assertThat(source(inference)).isEqualTo("miss");

      line.goDead();

      assertThat(source(inference)).isEqualTo("unavailable");
      awaitMiss(inference);
    }
  }

  /** Where the events of a new generation come from, once it has ended well. */
  private String source(Member inference) throws Exception {
    GenerateRequest request = request(1, seeds++);
    List<GenerateResponse> events = new ArrayList<>();
    inference
        .stub(InferenceServiceBlockingStub.class)
        .generate(request)
        .forEachRemaining(events::add);
    assertThat(events).hasSize(6);
    return events.get(0).getCache();
  }

  /** Generates until the cache is used again. */
  private void awaitMiss(Member inference) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!source(inference).equals("miss")) {
      assertThat(System.nanoTime()).as("recovered in time").isLessThan(deadline);
    }
  }

  private static GenerateRequest request(int quality, int seed) throws IOException {
    return GenerateRequest.newBuilder()
        .setImage(
            HttpBody.newBuilder()
                .setData(ByteString.copyFrom(Files.readAllBytes(Repository.sample("mug.png")))))
        .setQuality(quality)
        .setSeed(seed)
        .build();
  }
}
