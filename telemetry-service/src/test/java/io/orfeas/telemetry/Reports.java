package io.orfeas.telemetry;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.VramSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reports as inference replicas send them, in tests. */
final class Reports {
  private static final List<String> STAGES =
      List.of("voxel_preview", "rough_mesh", "refined_mesh", "final_optimized", "decode");

  private Reports() {}

  /** Reports of 4 replicas, with 5 stages, 4 qualities and 2 estimators; so many stages each. */
  static List<ReportRequest> ofBusyReplicas(int count) {
    Random random = new Random(1);
    List<ReportRequest> reports = new ArrayList<>();
    for (int replica = 0; replica < 4; replica++) {
      ReportRequest.Builder report = ReportRequest.newBuilder().setReplica("replica-" + replica);
      for (int i = 0; i < count; i++) {
        report.addStages(
            stage(Math.exp(random.nextGaussian()))
                .setEndTime(ProtoTime.of(Instant.now()))
                .setStage(STAGES.get(random.nextInt(STAGES.size())))
                .setQuality(5 + random.nextInt(4))
                .setEstimator(random.nextBoolean() ? "classical" : "onnx"));
      }
      reports.add(report.build());
    }
    return reports;
  }

  /** A report of stages that took so long each. */
  static ReportRequest stages(String replica, int count, double seconds) {
    ReportRequest.Builder report = ReportRequest.newBuilder().setReplica(replica);
    for (int i = 0; i < count; i++) {
      report.addStages(stage(seconds));
    }
    return report.build();
  }

  static StageRecord.Builder stage(double seconds) {
    return StageRecord.newBuilder()
        .setStage("rough_mesh")
        .setOutcome("ok")
        .setQuality(7)
        .setEstimator("classical")
        .setDuration(duration(seconds));
  }

  static RequestRecord.Builder request(String cache, double seconds) {
    return RequestRecord.newBuilder()
        .setCache(cache)
        .setOutcome("ok")
        .setQuality(7)
        .setEstimator("classical")
        .setDuration(duration(seconds));
  }

  static VramSample.Builder vram(Instant time, long used) {
    return VramSample.newBuilder()
        .setSampleTime(ProtoTime.of(time))
        .setDevice("cuda:0")
        .setUsedBytes(used)
        .setReservedBytes(used / 2)
        .setTotalBytes(1_000);
  }

  static com.google.protobuf.Duration duration(double seconds) {
    return ProtoTime.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }
}
