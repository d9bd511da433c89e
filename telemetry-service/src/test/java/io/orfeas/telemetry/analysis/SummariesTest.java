package io.orfeas.telemetry.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.StageSummary;
import org.junit.jupiter.api.Test;

class SummariesTest {
  @Test
  void of_nothing_isAllZero() {
    GetPerformanceSummaryResponse summary = new Fixtures().summary();

    assertThat(summary.getRequests()).isZero();
    assertThat(summary.getErrorRate()).isZero();
    assertThat(summary.getCacheShare()).isZero();
    assertThat(summary.getStagesList()).isEmpty();
    assertThat(summary.getTotal().getP99Seconds()).isZero();
    assertThat(summary.getWindow().getSeconds()).isEqualTo(3_600);
  }

  @Test
  void of_requests_countsOutcomesAndCache() {
    GetPerformanceSummaryResponse summary =
        new Fixtures()
            .requests("hit", "ok", 30, 0.01)
            .requests("joined", "ok", 10, 1)
            .requests("miss", "ok", 50, 2)
            .requests("miss", "error", 6, 2)
            .requests("miss", "cancelled", 4, 1)
            .summary();

    assertThat(summary.getRequests()).isEqualTo(100);
    assertThat(summary.getErrorRate()).isEqualTo(0.06);
    assertThat(summary.getCancelledRequests()).isEqualTo(4);
    assertThat(summary.getCacheShare()).isEqualTo(0.4);
    assertThat(summary.getRequestsPerSecond()).isEqualTo(100 / 3600.0);
    assertThat(summary.getCacheOutcomesList())
        .extracting(outcome -> outcome.getCache() + outcome.getRequests())
        .containsExactly("hit30", "joined10", "miss60");
    assertThat(summary.getTotal().getP95Seconds()).isCloseTo(2, within(0.02));
    assertThat(summary.getTotal().getMaxSeconds()).isEqualTo(2);
  }

  @Test
  void of_resumedAndRefusedRequests_countsThemButLeavesSharesAndTimesAlone() {
    GetPerformanceSummaryResponse summary =
        new Fixtures()
            .requests("hit", "ok", 10, 1)
            .requests("miss", "ok", 10, 1)
            .requests("resumed", "ok", 15, 30)
            .requests("resumed", "error", 5, 30)
            .requests("none", "rejected", 60, 0)
            .summary();

    assertThat(summary.getRequests()).isEqualTo(100);
    assertThat(summary.getErrorRate()).isEqualTo(0.05);
    assertThat(summary.getCacheShare()).isEqualTo(0.5);
    assertThat(summary.getTotal().getCount()).isEqualTo(20);
    assertThat(summary.getTotal().getMaxSeconds()).isEqualTo(1);
    assertThat(summary.getCacheOutcomesList())
        .extracting(outcome -> outcome.getCache() + outcome.getRequests())
        .containsExactly("hit10", "miss10", "none60", "resumed20");
  }

  @Test
  void of_stages_countsFailuresAndMemory() {
    GetPerformanceSummaryResponse summary =
        new Fixtures()
            .stage("rough_mesh", "ok", 8, 2)
            .stage("rough_mesh", "error", 2, 4)
            .stage("voxel_preview", "ok", 10, 1)
            .peaks("rough_mesh", 8, 1e9)
            .summary();

    assertThat(summary.getStagesList())
        .extracting(StageSummary::getStage)
        .containsExactly("rough_mesh", "voxel_preview");
    StageSummary rough = summary.getStages(0);
    assertThat(rough.getFailures()).isEqualTo(2);
    assertThat(rough.getLatency().getCount()).isEqualTo(10);
    assertThat(rough.getLatency().getSumSeconds()).isEqualTo(24);
    assertThat(rough.getP95PeakVramBytes()).isCloseTo(1_000_000_000L, within(10_000_000L));
    assertThat(summary.getStages(1).getP95PeakVramBytes()).isZero();
  }
}
