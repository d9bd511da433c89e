package io.orfeas.telemetry.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.v1.Bottleneck;
import org.junit.jupiter.api.Test;

class BottlenecksTest {
  @Test
  void of_nothing_isEmpty() {
    assertThat(Bottlenecks.of(new Fixtures().summary())).isEmpty();
    assertThat(Bottlenecks.of(new Fixtures().stage("a", "ok", 1, 0).summary())).isEmpty();
  }

  @Test
  void of_stages_gradesByShareLargestFirst() {
    var summary =
        new Fixtures()
            .stage("small", "ok", 1, 4)
            .stage("medium", "ok", 1, 20)
            .stage("high", "ok", 1, 35)
            .stage("critical", "ok", 1, 41)
            .summary();

    assertThat(Bottlenecks.of(summary))
        .extracting(Bottleneck::getStage)
        .containsExactly("critical", "high", "medium");
    assertThat(Bottlenecks.of(summary))
        .extracting(Bottleneck::getSeverity)
        .containsExactly("critical", "high", "medium");
    assertThat(Bottlenecks.of(summary).get(0).getShare()).isEqualTo(0.41);
  }

  @Test
  void severity_atTheBounds_isAsDocumented() {
    assertThat(Severity.ofShare(0.1999)).isEmpty();
    assertThat(Severity.ofShare(0.2)).contains(Severity.MEDIUM);
    assertThat(Severity.ofShare(0.2999)).contains(Severity.MEDIUM);
    assertThat(Severity.ofShare(0.3)).contains(Severity.HIGH);
    assertThat(Severity.ofShare(0.4)).contains(Severity.HIGH);
    assertThat(Severity.ofShare(0.4001)).contains(Severity.CRITICAL);
  }
}
