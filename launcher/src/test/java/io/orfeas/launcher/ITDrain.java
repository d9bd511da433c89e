package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
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
    Iterator<HealthCheckResponse> health = health(replica);
    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    Iterator<GenerateResponse> events =
        replica.stub(InferenceServiceBlockingStub.class).generate(request());
    List<String> stages = new ArrayList<>(List.of(events.next().getStage()));

    replica.process().signal("TERM");

    assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
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

  private static Iterator<HealthCheckResponse> health(Member replica) {
    return replica
        .stub(HealthBlockingStub.class)
        .watch(
            HealthCheckRequest.newBuilder().setService(InferenceServiceGrpc.SERVICE_NAME).build());
  }

  private static GenerateRequest request() throws IOException {
    ByteString picture = ByteString.copyFrom(Files.readAllBytes(Repository.sample("mug.png")));
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(picture))
        .setQuality(10)
        .build();
  }
}
