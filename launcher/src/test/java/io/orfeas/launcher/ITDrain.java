package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetJobRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceBlockingStub;
import io.orfeas.launcher.Cluster.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replica that is told to end does with the work that it has. */
class ITDrain {
  private static final Map<String, String> PATIENT = Map.of("ORFEAS_DRAIN_TIMEOUT", "60s");
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;
  private Cluster cluster;
  private Member cache;

  @BeforeEach
  void start() throws Exception {
    cluster = new Cluster(folder);
    cache = cluster.cache(Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void terminate_whileItComputes_saysSoAndFinishesTheStream() throws Exception {
    Member replica = cluster.inference(cache.target(), PATIENT);
    WatchedHealth health = WatchedHealth.of(replica);
    assertThat(health.next()).isEqualTo(ServingStatus.SERVING);
    Iterator<GenerateResponse> events =
        replica.stub(InferenceServiceBlockingStub.class).generate(request());
    List<String> stages = new ArrayList<>(List.of(events.next().getStage()));

    replica.process().signal("TERM");

    assertThat(health.next()).isEqualTo(ServingStatus.NOT_SERVING);
    health.leave();
    events.forEachRemaining(event -> stages.add(event.getStage()));
    assertThat(stages)
        .containsExactly(
            "accepted",
            "voxel_preview",
            "rough_mesh",
            "refined_mesh",
            "final_optimized",
            "completed");
    assertThat(replica.process().await()).isEqualTo(TERMINATED);
    assertThat(cache.awaitStats(stats -> stats.getResults() == 1).getLeases()).isZero();
  }

  @Test
  void terminate_whileAJobRuns_finishesItForTheNextReplica() throws Exception {
    Member replica = cluster.inference(cache.target(), PATIENT);
    String id = replica.stub(JobServiceBlockingStub.class).submitJob(request()).getId();

    assertThat(replica.process().terminate()).isEqualTo(TERMINATED);

    Member next = cluster.inference(cache.target());
    Job job =
        next.stub(JobServiceBlockingStub.class)
            .getJob(GetJobRequest.newBuilder().setId(id).build());
    assertThat(job.getStatus()).isEqualTo("complete");
    assertThat(cache.stats().getComputes()).isEqualTo(1);
  }

  private static GenerateRequest request() throws IOException {
    ByteString picture = ByteString.copyFrom(Files.readAllBytes(Repository.sample("mug.png")));
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(picture))
        .setQuality(10)
        .build();
  }

  /** What a replica says of itself, until it is no longer listened to. */
  private static final class WatchedHealth
      implements ClientResponseObserver<HealthCheckRequest, HealthCheckResponse> {
    private final BlockingQueue<ServingStatus> told = new LinkedBlockingQueue<>();
    private ClientCallStreamObserver<HealthCheckRequest> call;

    static WatchedHealth of(Member replica) {
      WatchedHealth health = new WatchedHealth();
      HealthGrpc.newStub(replica.stub(HealthBlockingStub.class).getChannel())
          .watch(
              HealthCheckRequest.newBuilder().setService(InferenceServiceGrpc.SERVICE_NAME).build(),
              health);
      return health;
    }

    ServingStatus next() throws InterruptedException {
      return told.poll(1, TimeUnit.MINUTES);
    }

    /** A stream that somebody reads is waited for. */
    void leave() {
      call.cancel("seen enough", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> started) {
      call = started;
    }

    @Override
    public void onNext(HealthCheckResponse response) {
      told.add(response.getStatus());
    }

    @Override
    public void onError(Throwable left) {}

    @Override
    public void onCompleted() {}
  }
}
