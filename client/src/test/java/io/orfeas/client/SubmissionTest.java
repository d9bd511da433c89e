package io.orfeas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceImplBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmissionTest {
  private static final Picture SMALL = Picture.of(new byte[] {1, 2, 3});
  private static final Picture LARGE = Picture.of(new byte[1 << 20]);
  private static final GenerateRequest PLAIN = GenerateRequest.newBuilder().setQuality(3).build();

  private final FakeJobs first = new FakeJobs();
  private final FakeJobs second = new FakeJobs();
  private InProcessReplicas replicas;
  private OrfeasClient client;

  /** Takes jobs under their picture's digest; what was set up to fail fails first. */
  private static final class FakeJobs extends JobServiceImplBase {
    final List<String> calls = new ArrayList<>();
    final Deque<StatusRuntimeException> troubles = new ArrayDeque<>();
    boolean known = true;

    @Override
    public synchronized void submitJob(GenerateRequest request, StreamObserver<Job> call) {
      calls.add((request.hasImage() ? "upload " : "digest ") + request.getQuality());
      StatusRuntimeException trouble = troubles.poll();
      if (trouble != null) {
        call.onError(trouble);
      } else if (known || request.hasImage()) {
        call.onNext(Job.newBuilder().setId(request.getImageSha256()).build());
        call.onCompleted();
      } else {
        call.onError(FakeInference.refusal(Code.FAILED_PRECONDITION, "IMAGE_REQUIRED"));
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    replicas = new InProcessReplicas(first, second);
    client =
        OrfeasClient.over(
            ClientOptions.DEFAULT.withBackoff(
                new Backoff(2, Duration.ofMillis(1), Duration.ofMillis(50))),
            replicas.channels());
  }

  @AfterEach
  void stop() {
    replicas.close();
  }

  @Test
  void submit_smallPicture_isSentAtOnce() {
    assertThat(client.submit(SMALL, PLAIN).getId()).isEqualTo(SMALL.sha256());
    assertThat(first.calls).containsExactly("upload 3");
  }

  @Test
  void submit_largePictureThatIsKnown_isNotUploaded() {
    assertThat(client.submit(LARGE, PLAIN).getId()).isEqualTo(LARGE.sha256());
    assertThat(first.calls).containsExactly("digest 3");
  }

  @Test
  void submit_largePictureThatIsNotKnown_isUploadedThen() {
    first.known = false;

    assertThat(client.submit(LARGE, PLAIN).getId()).isEqualTo(LARGE.sha256());
    assertThat(first.calls).containsExactly("digest 3", "upload 3");
  }

  @Test
  void submit_resultThatMayNotBeReused_isUploadedAtOnce() {
    client.submit(LARGE, PLAIN.toBuilder().setSkipCacheLookup(true).build());

    assertThat(first.calls).containsExactly("upload 3");
  }

  @Test
  void submit_lostAndBusy_isHandedInAgainElsewhere() {
    first.troubles.add(FakeInference.lost());
    second.troubles.add(FakeInference.busy(1));

    assertThat(client.submit(SMALL, PLAIN).getId()).isEqualTo(SMALL.sha256());
    assertThat(first.calls).containsExactly("upload 3", "upload 3");
    assertThat(second.calls).containsExactly("upload 3");
  }

  @Test
  void submit_refused_isNotTriedAgain() {
    first.troubles.add(FakeInference.refusal(Code.INVALID_ARGUMENT, "INVALID_PARAMETER"));

    assertThatThrownBy(() -> client.submit(SMALL, PLAIN))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT");
    assertThat(first.calls).hasSize(1);
    assertThat(second.calls).isEmpty();
  }
}
