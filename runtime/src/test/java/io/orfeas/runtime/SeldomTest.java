package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeldomTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);
  private final Seldom seldom = new Seldom(Duration.ofMinutes(1), clock::get);

  @Test
  void next_manyInAPeriod_letsTheFirstThrough() {
    assertThat(seldom.next()).hasValue(0);
    assertThat(seldom.next()).isEmpty();
    assertThat(seldom.next()).isEmpty();
  }

  @Test
  void next_aPeriodLater_saysHowManyWereHeldBack() {
    seldom.next();
    seldom.next();
    seldom.next();

    clock.addAndGet(Duration.ofMinutes(1).toNanos());

    assertThat(seldom.next()).hasValue(2);
    assertThat(seldom.next()).isEmpty();
  }
}
