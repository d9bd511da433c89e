package io.orfeas.telemetry.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.telemetry.v1.Recommendation;
import io.orfeas.telemetry.v1.RecordLosses;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramTrend;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdvisorTest {
  @Test
  void advise_littleEvidence_saysNothing() {
    Fixtures little =
        new Fixtures().requests("miss", "error", 3, 2).stage("mesh", "error", 3, 2).waits(3, 60);

    assertThat(advise(little)).isEmpty();
  }

  @Test
  void advise_errors_citesRateAndStage() {
    List<Recommendation> advice =
        advise(
            new Fixtures()
                .requests("miss", "ok", 90, 2)
                .requests("miss", "error", 10, 2)
                .stage("rough_mesh", "error", 9, 0.1)
                .stage("voxel_preview", "error", 1, 0.1));

    assertThat(advice.get(0).getSeverity()).isEqualTo("critical");
    assertThat(advice.get(0).getReason())
        .isEqualTo("10.0 % of 100 requests failed; most of stage rough_mesh: 9 runs");
  }

  @Test
  void advise_longWaits_asksForReplicas() {
    assertThat(advise(new Fixtures().requests("miss", "ok", 50, 30).waits(50, 20)))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.getAction()).startsWith("Add replicas");
              assertThat(advice.getReason()).contains("s in the queue (p95)");
            });
  }

  @Test
  void advise_bottleneck_citesItsShare() {
    assertThat(
            advise(new Fixtures().stage("refined_mesh", "ok", 50, 3).stage("other", "ok", 50, 0.1)))
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.getAction()).contains("refined_mesh");
              assertThat(advice.getReason()).startsWith("it takes 96.8 % of the time");
            });
  }

  @Test
  void advise_cache_toldAwayFromRare() {
    assertThat(
            advise(
                new Fixtures().requests("miss", "ok", 90, 1).requests("unavailable", "ok", 10, 1)))
        .extracting(Recommendation::getAction)
        .containsExactly("Bring the cache-service back");
    assertThat(advise(new Fixtures().requests("miss", "ok", 200, 1)))
        .singleElement()
        .satisfies(
            advice ->
                assertThat(advice.getReason())
                    .isEqualTo("the cache answered 0.0 % of 200 requests"));
  }

  @Test
  void advise_longTail_pointsAtTheStage() {
    Fixtures tail = new Fixtures();
    for (String stage : List.of("a", "b", "c", "d", "e", "f")) {
      tail.stage(stage, "ok", 95, 1).stage(stage, "ok", 5, 20);
    }

    assertThat(advise(tail))
        .hasSize(6)
        .allSatisfy(advice -> assertThat(advice.getAction()).startsWith("Look at the slowest"));
  }

  @Test
  void advise_fullDevice_comesFirst() {
    VramDevice device =
        VramDevice.newBuilder()
            .setReplica("r1")
            .setDevice("cuda:0")
            .setTrend(
                VramTrend.newBuilder()
                    .setDirection("increasing")
                    .setMeanPercent(90)
                    .setLatestPercent(97)
                    .setSamples(20)
                    .setReduceBatch(true))
            .build();
    var summary = new Fixtures().requests("miss", "ok", 50, 30).waits(50, 20).summary();

    assertThat(Advisor.advise(summary, List.of(), List.of(device)).get(0).getReason())
        .isEqualTo(
            "device memory is increasing: 97.0 % at last, 90.0 % on average over the last 20 samples");
  }

  @Test
  void advise_whatWasLostInTheWindow_saysWhatToDo() {
    var summary =
        new Fixtures()
            .summary().toBuilder()
                .setDroppedRecords(9)
                .setLosses(
                    RecordLosses.newBuilder()
                        .setOverflowRecords(4)
                        .setMalformedRecords(3)
                        .setRefusedObservations(2))
                .build();

    assertThat(Advisor.advise(summary, List.of(), List.of()))
        .extracting(Recommendation::getReason)
        .containsExactly(
            "4 records were dropped",
            "2 observations were refused, of too many distinct series",
            "3 records were malformed");
    assertThat(Advisor.advise(summary.toBuilder().clearLosses().build(), List.of(), List.of()))
        .as("dropped long ago")
        .isEmpty();
  }

  private static List<Recommendation> advise(Fixtures happened) {
    var summary = happened.summary();
    return Advisor.advise(summary, Bottlenecks.of(summary), List.of());
  }
}
