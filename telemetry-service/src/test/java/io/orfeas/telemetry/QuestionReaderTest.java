package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.v1.ExportReportRequest;
import io.orfeas.telemetry.v1.GetPerformanceSummaryRequest;
import io.orfeas.telemetry.v1.GetVramTimelineRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class QuestionReaderTest {
  private static final Instant NOW = Instant.parse("2026-03-15T14:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private final QuestionReader reader =
      new QuestionReader(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(30));

  @Test
  void read_nothing_hasDefaults() {
    Question question = reader.read(GetPerformanceSummaryRequest.getDefaultInstance(), HOUR);

    assertThat(question.window().end()).isEqualTo(NOW.getEpochSecond());
    assertThat(question.window().length()).isEqualTo(HOUR);
    assertThat(question.selection()).isEqualTo(Selection.ALL);
  }

  @Test
  void read_everything_isTaken() {
    Question question =
        reader.read(
            ExportReportRequest.newBuilder()
                .setWindow(ProtoTime.of(Duration.ofMinutes(10)))
                .setEndTime(ProtoTime.of(NOW.minus(HOUR)))
                .setEstimator("onnx")
                .setQuality(3)
                .setReplica("r1")
                .build(),
            HOUR);

    assertThat(question.window().end()).isEqualTo(NOW.minus(HOUR).getEpochSecond());
    assertThat(question.window().length()).isEqualTo(Duration.ofMinutes(10));
    assertThat(question.selection()).isEqualTo(new Selection("onnx", 3, "r1"));
  }

  @Test
  void read_requestWithFewerFields_isNotLimitedByThem() {
    Question question =
        reader.read(GetVramTimelineRequest.newBuilder().setReplica("r1").build(), HOUR);

    assertThat(question.selection()).isEqualTo(new Selection("", 0, "r1"));
  }

  @Test
  void read_endInTheFuture_isNow() {
    Question question =
        reader.read(
            GetPerformanceSummaryRequest.newBuilder()
                .setEndTime(ProtoTime.of(NOW.plus(HOUR)))
                .build(),
            HOUR);

    assertThat(question.window().end()).isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void read_malformed_saysAllThatIsWrong() {
    GetPerformanceSummaryRequest request =
        GetPerformanceSummaryRequest.newBuilder()
            .setWindow(ProtoTime.of(Duration.ofSeconds(-5)))
            .setEndTime(Timestamp.newBuilder().setSeconds(1))
            .setQuality(11)
            .setReplica("x".repeat(65))
            .build();

    assertThatThrownBy(() -> reader.read(request, HOUR))
        .isInstanceOf(Failure.class)
        .hasMessage(
            "window: -5 s (expected: 0 s or more); end_time: 1 s since 1970 (expected: within"
                + " PT720H); quality: 11 (expected: 1..10); replica: 65 characters (expected: at"
                + " most 64)");
  }
}
