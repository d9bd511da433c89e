package io.orfeas.telemetry.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VramTrendsTest {
  @Test
  void of_fewerThanTwoSamples_isUnknown() {
    assertThat(VramTrends.of()).isEmpty();
    assertThat(VramTrends.of(50)).isEmpty();
  }

  @Test
  void of_halves_differByMoreThanFivePoints() {
    assertThat(direction(50, 50, 55, 55)).isEqualTo("stable");
    assertThat(direction(50, 50, 56, 56)).isEqualTo("increasing");
    assertThat(direction(56, 56, 50, 50)).isEqualTo("decreasing");
    assertThat(direction(50, 99, 56)).isEqualTo("increasing");
  }

  @Test
  void of_manySamples_restsOnTheLastTwenty() {
    double[] percents = IntStream.range(0, 40).mapToDouble(i -> i < 20 ? 0 : 60).toArray();

    var trend = VramTrends.of(percents).orElseThrow();

    assertThat(trend.getSamples()).isEqualTo(20);
    assertThat(trend.getDirection()).isEqualTo("stable");
    assertThat(trend.getMeanPercent()).isEqualTo(60);
  }

  @Test
  void reduceBatch_whenFullOrRisingHigh() {
    assertThat(VramTrends.of(40, 95.1).orElseThrow().getReduceBatch()).isTrue();
    assertThat(VramTrends.of(95, 95).orElseThrow().getReduceBatch()).isFalse();
    assertThat(VramTrends.of(80, 92).orElseThrow().getReduceBatch()).isTrue();
    assertThat(VramTrends.of(92, 80).orElseThrow().getReduceBatch()).isFalse();
    assertThat(VramTrends.of(75, 90).orElseThrow().getReduceBatch()).isFalse();
  }

  private static String direction(double... percents) {
    return VramTrends.of(percents).orElseThrow().getDirection();
  }
}
