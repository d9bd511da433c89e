package io.orfeas.telemetry.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.v1.GetHealthReportResponse;
import org.junit.jupiter.api.Test;

class HealthGraderTest {
  private static final Fixtures NOTHING = new Fixtures();

  @Test
  void grade_noRequests_isIdle() {
    assertThat(grade(NOTHING, NOTHING).getGrade()).isEqualTo("idle");
  }

  @Test
  void grade_fewErrors_isHealthy() {
    var report = grade(requests(100, 1, 2), requests(100, 1, 2));

    assertThat(report.getGrade()).isEqualTo("healthy");
    assertThat(report.getFindingsList()).isEmpty();
    assertThat(report.hasPreviousSummary()).isTrue();
  }

  @Test
  void grade_errors_degradeThenFail() {
    assertThat(grade(requests(100, 3, 2), NOTHING).getGrade()).isEqualTo("degraded");
    var failing = grade(requests(100, 10, 2), NOTHING);
    assertThat(failing.getGrade()).isEqualTo("unhealthy");
    assertThat(failing.getFindings(0))
        .isEqualTo("10.0 % of 100 requests failed (expected: at most 1 %)");
  }

  @Test
  void grade_slowerThanTheDayBefore_isDegraded() {
    var report = grade(requests(100, 0, 4), requests(100, 0, 2));

    assertThat(report.getGrade()).isEqualTo("degraded");
    assertThat(report.getFindings(0)).contains("2.0 times");
    assertThat(grade(requests(10, 0, 4), requests(100, 0, 2)).getGrade()).isEqualTo("healthy");
  }

  private static Fixtures requests(int count, int failed, double seconds) {
    return new Fixtures()
        .requests("miss", "ok", count - failed, seconds)
        .requests("miss", "error", failed, seconds);
  }

  private static GetHealthReportResponse grade(Fixtures day, Fixtures before) {
    return HealthGrader.grade(day.summary(), before.summary()).build();
  }
}
