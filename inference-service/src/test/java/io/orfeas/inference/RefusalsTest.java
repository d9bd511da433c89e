package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GetArtifactRequest;
import io.orfeas.runtime.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final List<Throwable> errors = new ArrayList<>();
  private final InferenceMetrics counters = new InferenceMetrics(new Metrics());

  @Test
  void answering_memoryRunsOut_isToldWithARetry() {
    Refusals.answering(
        call(),
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });

    assertOutOfMemory();
  }

  @Test
  void answering_memoryRanOutForAnother_isToldTheSame() {
    Refusals.answering(
        call(),
        () -> {
          throw new CompletionException(new OutOfMemoryError("Java heap space"));
        });

    assertOutOfMemory();
  }

  @Test
  void artifact_memoryRunsOut_isCountedAndLeftToTheCall() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    ArtifactAnswer answer =
        new ArtifactAnswer(
            (sha256, export) -> {
              throw full;
            },
            counters);
    GetArtifactRequest request =
        GetArtifactRequest.newBuilder().setSha256("0".repeat(64)).setFormat("stl").build();

    assertThatThrownBy(() -> answer.send(request, call())).isSameAs(full);

    assertThat(counters.failedForMemory("artifact")).isEqualTo(1);
  }

  private void assertOutOfMemory() {
    assertThat(errors).hasSize(1);
    Status status = StatusProto.fromThrowable(errors.get(0));
    assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    assertThat(status.toString()).contains("OUT_OF_MEMORY");
    assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
  }

  private StreamObserver<HttpBody> call() {
    return new StreamObserver<>() {
      @Override
      public void onNext(HttpBody value) {}

      @Override
      public void onError(Throwable failure) {
        errors.add(failure);
      }

      @Override
      public void onCompleted() {}
    };
  }
}
