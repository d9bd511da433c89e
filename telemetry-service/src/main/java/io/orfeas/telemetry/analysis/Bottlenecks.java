package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.v1.Bottleneck;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.StageSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the stages that take much of the time. */
public final class Bottlenecks {
  private Bottlenecks() {}

  /** The stages that take 20 % or more of the time of all stages, the largest first. */
  public static List<Bottleneck> of(GetPerformanceSummaryResponse summary) {
    double total =
        summary.getStagesList().stream()
            .mapToDouble(stage -> stage.getLatency().getSumSeconds())
            .sum();
    return summary.getStagesList().stream()
        .flatMap(stage -> of(stage, total).stream())
        .sorted(Comparator.comparingDouble(Bottleneck::getShare).reversed())
        .toList();
  }

  private static Optional<Bottleneck> of(StageSummary stage, double total) {
    double share = total > 0 ? stage.getLatency().getSumSeconds() / total : 0;
    return Severity.ofShare(share)
        .map(
            severity ->
                Bottleneck.newBuilder()
                    .setStage(stage.getStage())
                    .setShare(share)
                    .setSeverity(severity.word())
                    .setP95Seconds(stage.getLatency().getP95Seconds())
                    .build());
  }
}
