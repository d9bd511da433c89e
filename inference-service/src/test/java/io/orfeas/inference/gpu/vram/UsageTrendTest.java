package io.orfeas.inference.gpu.vram;

import static io.orfeas.inference.gpu.vram.UsageTrend.Direction.DECREASING;
import static io.orfeas.inference.gpu.vram.UsageTrend.Direction.INCREASING;
import static io.orfeas.inference.gpu.vram.UsageTrend.Direction.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class UsageTrendTest {
  @Test
  void of_halvesMoreThanFivePointsApart_hasADirection() {
    assertThat(UsageTrend.of(10, 10, 16, 16).direction()).isEqualTo(INCREASING);
    assertThat(UsageTrend.of(16, 16, 10, 10).direction()).isEqualTo(DECREASING);
    assertThat(UsageTrend.of(10, 10, 15, 15).direction()).isEqualTo(STABLE);
  }

  @Test
  void of_longHistory_looksAtTheLastTwenty() {
    double[] fellLongAgo =
        DoubleStream.concat(
                DoubleStream.generate(() -> 90).limit(50),
                DoubleStream.generate(() -> 30).limit(UsageTrend.WINDOW))
            .toArray();

    UsageTrend trend = UsageTrend.of(fellLongAgo);

    assertThat(trend.direction()).isEqualTo(STABLE);
    assertThat(trend.averagePercent()).isEqualTo(30);
    assertThat(trend.confidence()).isEqualTo(1);
  }

  @Test
  void of_nothingOrOneSample_isStableAndUnsure() {
    assertThat(UsageTrend.of()).isEqualTo(new UsageTrend(STABLE, 0, 0, 0));
    assertThat(UsageTrend.of(50)).isEqualTo(new UsageTrend(STABLE, 50, 50, 1));
    assertThat(UsageTrend.of(50).confidence()).isEqualTo(0.05);
  }

  @Test
  void shouldReduceBatch_nearlyFullOrRisingFromHigh() {
    double[] full = new double[20];
    Arrays.fill(full, 95.5);

    assertThat(UsageTrend.of(full).shouldReduceBatch()).isTrue();
    assertThat(UsageTrend.of(82, 82, 92, 92).shouldReduceBatch()).isTrue();
    assertThat(UsageTrend.of(92, 92, 82, 82).shouldReduceBatch()).isFalse();
    assertThat(UsageTrend.of(20, 20, 60, 60).shouldReduceBatch()).isFalse();
  }
}
