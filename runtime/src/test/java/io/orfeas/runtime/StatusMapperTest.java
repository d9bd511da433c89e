package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StatusMapperTest {
  @Test
  void toStatus_invalidField_carriesReasonAndViolation() throws Exception {
    Status status =
        StatusMapper.toStatus(
            Failure.invalid("INVALID_PARAMETER", "quality", "quality: 11 (expected: 1..10)"));

    assertThat(status.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
    assertThat(status.getMessage()).isEqualTo("quality: 11 (expected: 1..10)");
    assertThat(status.getDetails(0).unpack(ErrorInfo.class).getReason())
        .isEqualTo("INVALID_PARAMETER");
    assertThat(status.getDetails(1).unpack(BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("quality");
  }

  @Test
  void toStatus_exhausted_saysWhenToRetry() throws InvalidProtocolBufferException {
    Status status =
        StatusMapper.toStatus(
            new CompletionException(
                Failure.exhausted(
                    "QUEUE_FULL", "queue: 8 (expected: < 8)", Duration.ofMillis(1500))));

    assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.value());
    RetryInfo retry = status.getDetails(1).unpack(RetryInfo.class);
    assertThat(ProtoTime.toDuration(retry.getRetryDelay())).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void toStatus_unforeseen_keepsItsMessageToItself() {
    Status status = StatusMapper.toStatus(new IllegalStateException("secret"));

    assertThat(status.getCode()).isEqualTo(Code.INTERNAL.value());
    assertThat(status.toString()).doesNotContain("secret");
    assertThat(StatusMapper.isUnforeseen(new IllegalStateException())).isTrue();
  }

  @Test
  void toStatus_remoteStatus_passesThrough() {
    Status status =
        StatusMapper.toStatus(
            io.grpc.Status.NOT_FOUND.withDescription("artifact: x").asRuntimeException());

    assertThat(status.getCode()).isEqualTo(Code.NOT_FOUND.value());
    assertThat(status.getMessage()).isEqualTo("artifact: x");
  }

  @Test
  void toStatus_cancellation_isCancelled() {
    assertThat(StatusMapper.toStatus(new CancellationException()).getCode())
        .isEqualTo(Code.CANCELLED.value());
  }
}
