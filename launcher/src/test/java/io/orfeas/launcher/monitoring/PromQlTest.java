package io.orfeas.launcher.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void series_ofAnExpression_areItsMetricsAndNothingElse() {
    assertThat(
            PromQl.series(
                "histogram_quantile(0.95, sum by (stage, le) (rate(a_seconds_bucket{x=~\"b|c\"}"
                    + "[5m]))) / scalar(sum(d:e:rate5m offset 1d) > 0) and on (job) up == 1"))
        .containsExactly("a_seconds_bucket", "d:e:rate5m", "up");
  }

  @Test
  void metric_ofAHistogramsPart_isTheHistogram() {
    assertThat(PromQl.metric("a_seconds_bucket")).isEqualTo("a_seconds");
    assertThat(PromQl.metric("a_bytes_sum")).isEqualTo("a_bytes");
    assertThat(PromQl.metric("a_bytes")).isEqualTo("a_bytes");
  }
}
