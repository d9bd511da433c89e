package io.orfeas.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  @Test
  void add_growing_isNotSteady() {
    Steadiness steadiness = new Steadiness();

    assertThat(DoubleStream.iterate(100, rate -> rate * 1.05).limit(50).mapToObj(steadiness::add))
        .containsOnly(false);
  }

  @Test
  void add_sameForFivePassesAfterTheBest_isSteady() {
    assertThat(steady(100, 200, 199, 201, 200, 150, 200))
        .containsExactly(false, false, false, false, false, false, true);
  }

  @Test
  void add_lateGrowth_isWaitedFor() {
    assertThat(steady(100, 100, 100, 100, 100, 150, 150, 150, 150, 150, 150))
        .endsWith(false, true)
        .containsOnlyOnce(true);
  }

  private static Boolean[] steady(double... rates) {
    Steadiness steadiness = new Steadiness();
    return Arrays.stream(rates).mapToObj(steadiness::add).toArray(Boolean[]::new);
  }
}
