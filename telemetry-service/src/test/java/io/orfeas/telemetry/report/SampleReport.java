package io.orfeas.telemetry.report;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.orfeas.telemetry.v1.Bottleneck;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.GetPerformanceTimelineResponse;
import io.orfeas.telemetry.v1.GetVramTimelineResponse;
import io.orfeas.telemetry.v1.LatencySummary;
import io.orfeas.telemetry.v1.PerformancePoint;
import io.orfeas.telemetry.v1.PerformanceReport;
import io.orfeas.telemetry.v1.Recommendation;
import io.orfeas.telemetry.v1.StageSummary;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramPoint;
import io.orfeas.telemetry.v1.VramTrend;
import java.util.List;
import java.util.Random;

/** Reports to render in tests. */
final class SampleReport {
  private static final long START = 1_773_532_800;
  private static final long HOUR = 3_600;
  private static final int NIGHT_FROM = 3;
  private static final int NIGHT_TO = 6;
  private static final List<String> STAGES =
      List.of("final_optimized", "refined_mesh", "rough_mesh", "voxel_preview");

  private SampleReport() {}

  /** A day with a quiet night in which nothing happened. */
  static PerformanceReport busyDay() {
    return PerformanceReport.newBuilder()
        .setCreateTime(Timestamp.newBuilder().setSeconds(START + 24 * HOUR))
        .setSummary(summary())
        .addBottlenecks(
            Bottleneck.newBuilder().setStage("refined_mesh").setShare(0.52).setSeverity("critical"))
        .addRecommendations(
            Recommendation.newBuilder()
                .setSeverity("critical")
                .setAction("Speed up stage refined_mesh, or ask for less quality")
                .setReason("it takes 52.0 % of the time of all stages: p95 4.20 s over 812 runs"))
        .setTimeline(timeline())
        .setVram(vram())
        .setQuality(7)
        .build();
  }

  /** A report of one stage. */
  static PerformanceReport withStage(String name) {
    return PerformanceReport.newBuilder()
        .setSummary(GetPerformanceSummaryResponse.newBuilder().addStages(stage(name, 1)))
        .setTimeline(
            GetPerformanceTimelineResponse.newBuilder()
                .setResolution(Duration.newBuilder().setSeconds(HOUR))
                .addPoints(PerformancePoint.newBuilder().addStages(stage(name, 1))))
        .build();
  }

  private static GetPerformanceSummaryResponse summary() {
    GetPerformanceSummaryResponse.Builder summary =
        GetPerformanceSummaryResponse.newBuilder()
            .setWindow(Duration.newBuilder().setSeconds(24 * HOUR))
            .setStartTime(Timestamp.newBuilder().setSeconds(START))
            .setRequests(1_624)
            .setErrorRate(0.004)
            .setRequestsPerSecond(0.0188)
            .setCacheShare(0.5)
            .setQuantileError(0.01)
            .setTotal(latency(1_624, 3.2))
            .setTimeToFirstStage(latency(1_624, 0.4))
            .setQueueWait(latency(900, 0.05));
    for (int i = 0; i < STAGES.size(); i++) {
      summary.addStages(stage(STAGES.get(i), 1 + i));
    }
    return summary.build();
  }

  private static GetPerformanceTimelineResponse timeline() {
    Random random = new Random(1);
    GetPerformanceTimelineResponse.Builder timeline =
        GetPerformanceTimelineResponse.newBuilder()
            .setResolution(Duration.newBuilder().setSeconds(HOUR));
    for (int hour = 0; hour < 24; hour++) {
      if (hour >= NIGHT_FROM && hour < NIGHT_TO) {
        continue;
      }
      PerformancePoint.Builder point =
          PerformancePoint.newBuilder()
              .setStartTime(Timestamp.newBuilder().setSeconds(START + hour * HOUR))
              .setRequests(40 + random.nextInt(60))
              .setFailedRequests(random.nextInt(3))
              .setCacheShare(0.3 + 0.4 * random.nextDouble())
              .setTotal(latency(50, 2 + random.nextDouble()))
              .setQueueWait(latency(50, 0.2 * random.nextDouble()));
      for (int i = 0; i < STAGES.size(); i++) {
        point.addStages(stage(STAGES.get(i), 0.5 * (i + 1) + 0.3 * random.nextDouble()));
      }
      timeline.addPoints(point);
    }
    return timeline.build();
  }

  private static GetVramTimelineResponse vram() {
    VramDevice.Builder device =
        VramDevice.newBuilder()
            .setReplica("r1")
            .setDevice("cuda:0")
            .setTotalBytes(24L << 30)
            .setTrend(
                VramTrend.newBuilder()
                    .setDirection("increasing")
                    .setMeanPercent(60)
                    .setLatestPercent(71)
                    .setSamples(20));
    for (int hour = 0; hour < 24; hour++) {
      device.addPoints(
          VramPoint.newBuilder()
              .setStartTime(Timestamp.newBuilder().setSeconds(START + hour * HOUR))
              .setMeanUsedBytes((8L << 30) + hour * (300L << 20))
              .setMaxUsedBytes((10L << 30) + hour * (320L << 20))
              .setMeanReservedBytes((12L << 30) + hour * (100L << 20))
              .setSamples(720));
    }
    return GetVramTimelineResponse.newBuilder()
        .setResolution(Duration.newBuilder().setSeconds(HOUR))
        .addDevices(device)
        .build();
  }

  private static StageSummary stage(String name, double seconds) {
    return StageSummary.newBuilder()
        .setStage(name)
        .setLatency(latency(812, seconds))
        .setFailures(2)
        .build();
  }

  private static LatencySummary latency(long count, double seconds) {
    return LatencySummary.newBuilder()
        .setCount(count)
        .setP50Seconds(seconds)
        .setP90Seconds(1.3 * seconds)
        .setP95Seconds(1.4 * seconds)
        .setP99Seconds(2.2 * seconds)
        .setSumSeconds(count * seconds)
        .setMaxSeconds(3 * seconds)
        .build();
  }
}
