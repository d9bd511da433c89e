package io.orfeas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void delay_everyAttempt_doublesWithinHalfUpToTheLongest() {
    Backoff backoff = new Backoff(20, Duration.ofMillis(100), Duration.ofSeconds(10));
    for (int attempt = 1; attempt <= 20; attempt++) {
      double middle = Math.min(10_000, 100 * Math.pow(2, attempt - 1));
      for (int i = 0; i < 100; i++) {
        assertThat((double) backoff.delay(attempt).toMillis())
            .isBetween(middle / 2 - 1, Math.min(10_000, middle * 1.5) + 1);
      }
    }
  }

  @Test
  void backoff_outOfRange_saysWhatWasExpected() {
    assertThatThrownBy(() -> new Backoff(-1, Duration.ofMillis(1), Duration.ofMillis(1)))
        .hasMessage("attempts: -1 (expected: 0 or more)");
    assertThatThrownBy(() -> new Backoff(1, Duration.ZERO, Duration.ofMillis(1)))
        .hasMessageContaining("expected: 1 ms or more");
  }
}
