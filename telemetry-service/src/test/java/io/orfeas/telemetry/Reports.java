package io.orfeas.telemetry;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import io.orfeas.telemetry.v1.VramSample;
import java.time.Duration;
import java.time.Instant;

/** Reports as inference replicas send them, in tests. */
final class Reports {
  private Reports() {}

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
