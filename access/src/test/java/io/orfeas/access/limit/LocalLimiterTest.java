package io.orfeas.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import io.orfeas.runtime.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalLimiterTest {
  private static final Limit TWO_PER_MINUTE = new Limit("agent", 2, Duration.ofMinutes(1));

  private final AtomicLong nanos = new AtomicLong();
  private final LocalLimiter limiter = new LocalLimiter(1000, new FakeTime());

  @Test
  void take_moreThanThereIs_saysHowLongToWait() {
    assertThat(limiter.take(TWO_PER_MINUTE, "a")).isZero();
    assertThat(limiter.take(TWO_PER_MINUTE, "a")).isZero();

    assertThat(limiter.take(TWO_PER_MINUTE, "a")).isEqualTo(Duration.ofSeconds(30));

    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(limiter.take(TWO_PER_MINUTE, "a")).isZero();
    assertThat(limiter.take(TWO_PER_MINUTE, "a")).isPositive();
  }

  @Test
  void take_othersAndOtherScopes_areCountedApart() {
    limiter.take(TWO_PER_MINUTE, "a");
    limiter.take(TWO_PER_MINUTE, "a");

    assertThat(limiter.take(TWO_PER_MINUTE, "b")).isZero();
    assertThat(limiter.take(new Limit("address", 2, Duration.ofMinutes(1)), "a")).isZero();
  }

  @Test
  void look_takesNothing() {
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.look(TWO_PER_MINUTE, "a")).isZero();
    }
    limiter.take(TWO_PER_MINUTE, "a");
    limiter.take(TWO_PER_MINUTE, "a");

    assertThat(limiter.look(TWO_PER_MINUTE, "a")).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void nonces_areUsedOnceUntilForgotten() {
    LocalNonces nonces = new LocalNonces(10, Duration.ofMinutes(10), nanos::get);

    assertThat(nonces.use("a")).isTrue();
    assertThat(nonces.use("a")).isFalse();
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(nonces.use("a")).isTrue();
  }

  @Test
  void nonces_full_refuseRatherThanForget() {
    LocalNonces nonces = new LocalNonces(2, Duration.ofMinutes(10), nanos::get);
    nonces.use("a");
    nonces.use("b");

    assertThatThrownBy(() -> nonces.use("c"))
        .isInstanceOfSatisfying(
            Failure.class, full -> assertThat(full.reason()).isEqualTo("NONCES_FULL"));
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(nonces.use("c")).isTrue();
  }

  private final class FakeTime implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
