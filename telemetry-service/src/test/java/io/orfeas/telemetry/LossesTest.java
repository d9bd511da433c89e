package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.Losses.Kind;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-15T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(MIDNIGHT);
  private final Losses losses = new Losses(now::get);

  @Test
  void within_lostAtTheEnd_belongsToWhatFollows() {
    now.set(MIDNIGHT.minusSeconds(1));
    losses.add(Kind.OVERFLOW, 2);
    now.set(MIDNIGHT.plusSeconds(30));
    losses.add(Kind.OVERFLOW, 5);
    long midnight = MIDNIGHT.getEpochSecond();

    assertThat(losses.within(midnight - 86_400, midnight).getOverflowRecords()).isEqualTo(2);
    assertThat(losses.within(midnight, midnight + 86_400).getOverflowRecords()).isEqualTo(5);
  }

  @Test
  void within_olderThanTwoDays_isForgottenAndStillInTheTotal() {
    losses.add(Kind.MALFORMED, 3);
    now.set(MIDNIGHT.plusSeconds(3 * 86_400));
    losses.add(Kind.MALFORMED, 4);

    assertThat(losses.within(0, now.get().getEpochSecond() + 1).getMalformedRecords()).isEqualTo(4);
    assertThat(losses.total(Kind.MALFORMED)).isEqualTo(7);
  }
}
