package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.orfeas.runtime.Failure;
import io.orfeas.telemetry.rollup.Observation;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.v1.ReportRequest;
import io.orfeas.telemetry.v1.RequestRecord;
import io.orfeas.telemetry.v1.StageRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-15T14:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();

  @Test
  void read_stage_givesTimeAndMemory() {
    Batch batch = read(report().addStages(Reports.stage(1.5).setPeakVramBytes(900)));

    Series stage = new Series(Signal.STAGE, "rough_mesh", "ok", 7, "classical", "r1");
    Series memory = new Series(Signal.STAGE_VRAM, "rough_mesh", "ok", 7, "classical", "r1");
    assertThat(batch.observations())
        .containsExactly(new Observation(stage, SECOND, 1.5), new Observation(memory, SECOND, 900));
    assertThat(batch.records()).isOne();
  }

  @Test
  void read_request_givesWhatItHas() {
    Batch batch =
        read(
            report()
                .addRequests(Reports.request("miss", 2))
                .addRequests(
                    Reports.request("hit", 3)
                        .setTimeToFirstStage(Reports.duration(0.5))
                        .setQueueWait(Reports.duration(0.1))));

    assertThat(batch.observations())
        .extracting(observation -> observation.series().signal())
        .containsExactly(Signal.REQUEST, Signal.REQUEST, Signal.FIRST_STAGE, Signal.QUEUE_WAIT);
  }

  @Test
  void read_requestsThatDidNotAskTheCache_areTaken() {
    Batch batch =
        read(
            report()
                .addRequests(Reports.request("resumed", 2).setQuality(0).setEstimator(""))
                .addRequests(
                    Reports.request("none", 0)
                        .setOutcome("rejected")
                        .setQuality(0)
                        .setEstimator("")));

    assertThat(batch.malformed()).isZero();
    assertThat(batch.observations())
        .extracting(observation -> observation.series().name())
        .containsExactly("resumed", "none");
  }

  @Test
  void read_vram_givesThreeSignals() {
    Batch batch = read(report().addVramSamples(Reports.vram(NOW, 600)));

    assertThat(batch.observations())
        .extracting(Observation::value)
        .containsExactly(600.0, 300.0, 1000.0);
  }

  @Test
  void read_times_futureIsNowAndOldIsDropped() {
    Batch batch =
        read(
            report()
                .addStages(at(SECOND + 1_000))
                .addStages(at(SECOND - 60))
                .addStages(at(SECOND - 90_000))
                .addStages(at(Long.MIN_VALUE)));

    assertThat(batch.observations())
        .extracting(Observation::epochSecond)
        .containsExactly(SECOND, SECOND - 60);
    assertThat(batch.malformed()).isEqualTo(2);
  }

  @Test
  void read_malformedRecords_areLeftOutOneByOne() {
    List<StageRecord.Builder> malformed =
        List.of(
            Reports.stage(1).setStage(" "),
            Reports.stage(1).setStage("x".repeat(65)),
            Reports.stage(1).setOutcome("fine"),
            Reports.stage(1).setQuality(11),
            Reports.stage(1).setEstimator("x".repeat(65)),
            Reports.stage(1).setPeakVramBytes(-1),
            Reports.stage(-1));
    ReportRequest.Builder report = report().addStages(Reports.stage(1));
    malformed.forEach(report::addStages);
    report.addRequests(RequestRecord.newBuilder().setOutcome("ok").setCache("maybe"));
    report.addVramSamples(Reports.vram(NOW, 1).setTotalBytes(0));

    Batch batch = read(report);

    assertThat(batch.records()).isOne();
    assertThat(batch.malformed()).isEqualTo(malformed.size() + 2);
    assertThat(batch.observations()).hasSize(1);
  }

  @Test
  void read_wholeReports_areRefusedWithoutReplicaOrTooLarge() {
    assertThatThrownBy(() -> read(ReportRequest.newBuilder()))
        .isInstanceOf(Failure.class)
        .hasMessage("replica: 0 characters (expected: 1..64)");
    assertThatThrownBy(() -> ReportReader.read(Reports.stages("r1", 10_001, 1), NOW))
        .isInstanceOf(Failure.class)
        .hasMessage("records: 10001 (expected: at most 10000)");
  }

  private static ReportRequest.Builder report() {
    return ReportRequest.newBuilder().setReplica("r1");
  }

  private static StageRecord.Builder at(long second) {
    return Reports.stage(1).setEndTime(Timestamp.newBuilder().setSeconds(second));
  }

  private static Batch read(ReportRequest.Builder report) {
    return ReportReader.read(report.build(), NOW);
  }
}
