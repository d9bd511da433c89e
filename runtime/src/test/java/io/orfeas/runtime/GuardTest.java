package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.prometheus.client.exporter.common.TextFormat;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final Metrics metrics = new Metrics();

  @Test
  void gauge_whileFewCallsTryWhatKeptFailing_isStillOne() {
    Guard guard = new Guard("other", 8, Duration.ofMillis(1), metrics);
    assertThat(gauge()).isEqualTo("0.0");

    for (int i = 0; i < 5; i++) {
      fail(guard);
    }
    assertThat(gauge()).isEqualTo("1.0");

    CompletableFuture<String> hanging = tryAgain(guard);
    assertThat(gauge()).as("while it is waited for").isEqualTo("1.0");

    hanging.complete("back");
    assertThat(gauge()).as("after one of two").isEqualTo("1.0");

    assertThat(guard.call(() -> "back")).isEqualTo("back");
    assertThat(gauge()).isEqualTo("0.0");
    assertThat(guard.isClosed()).isTrue();
  }

  private static void fail(Guard guard) {
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      throw Status.UNAVAILABLE.asRuntimeException();
                    }))
        .isInstanceOf(StatusRuntimeException.class);
  }

  /** Calls until the guard lets a call pass, and leaves that one without an answer. */
  private static CompletableFuture<String> tryAgain(Guard guard) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    CompletionStage<String> call;
    do {
      assertThat(System.nanoTime()).as("tried in time").isLessThan(deadline);
      call = guard.callAsync(() -> answer);
    } while (call.toCompletableFuture().isCompletedExceptionally());
    return answer;
  }

  private String gauge() {
    return metrics
        .expose(TextFormat.CONTENT_TYPE_004)
        .lines()
        .filter(line -> line.startsWith("orfeas_other_circuit_open "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }
}
