package io.orfeas.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.runtime.Failure;
import io.orfeas.telemetry.rollup.Accumulator;
import io.orfeas.telemetry.rollup.Observation;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Series;
import io.orfeas.telemetry.rollup.Signal;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.store.MemoryTelemetryStore;
import io.orfeas.telemetry.v1.ReportRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HealthReportsTest {
  private static final Instant NOW = Instant.parse("2026-03-15T14:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(30);
  private final MemoryTelemetryStore store = new MemoryTelemetryStore();
  private final Losses losses = new Losses(() -> NOW);

  @Test
  void get_byDefault_isTheLastDayThatEnded() {
    requests("2026-03-14T23:59:00Z", "ok", 50);
    requests("2026-03-13T12:00:00Z", "ok", 40);
    requests("2026-03-15T00:00:00Z", "error", 9);

    var report = at(NOW).get("");

    assertThat(report.getDay()).isEqualTo("2026-03-14");
    assertThat(report.getGrade()).isEqualTo("healthy");
    assertThat(report.getSummary().getRequests()).isEqualTo(50);
    assertThat(report.getSummary().getWindow().getSeconds()).isEqualTo(86_400);
    assertThat(report.getPreviousSummary().getRequests()).isEqualTo(40);
  }

  @Test
  void get_today_isTheDaySoFarAndNotKept() {
    requests("2026-03-15T13:00:00Z", "error", 9);

    assertThat(at(NOW).get("2026-03-15").getGrade()).isEqualTo("unhealthy");
    assertThat(store.report(LocalDate.parse("2026-03-15"))).isEmpty();
  }

  @Test
  void get_aPastDay_isKeptAsItWasMade() {
    requests("2026-03-10T13:00:00Z", "ok", 5);
    var first = at(NOW).get("2026-03-10");
    requests("2026-03-10T13:00:00Z", "ok", 5);

    assertThat(at(NOW.plusSeconds(60)).get("2026-03-10")).isEqualTo(first);
  }

  @Test
  void get_damagedReport_isMadeAgain() {
    store.putReport(LocalDate.parse("2026-03-10"), new byte[] {-1, -1, -1});

    assertThat(at(NOW).get("2026-03-10").getGrade()).isEqualTo("idle");
  }

  @Test
  void get_daysThatAreNone_areRefused() {
    HealthReports reports = at(NOW);

    assertThatThrownBy(() -> reports.get("yesterday"))
        .isInstanceOf(Failure.class)
        .hasMessage("day: yesterday (expected: YYYY-MM-DD)");
    assertThatThrownBy(() -> reports.get("2026-03-16"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("day: 2026-03-16 (expected: within the 30 days");
    assertThatThrownBy(() -> reports.get("2026-01-01")).isInstanceOf(Failure.class);
  }

  @Test
  void makeDue_afterTheDayEnded_keepsItsReport() {
    requests("2026-03-14T13:00:00Z", "ok", 5);
    LocalDate day = LocalDate.parse("2026-03-14");

    at(Instant.parse("2026-03-15T00:05:00Z")).makeDue();
    assertThat(store.report(day)).as("reports may still arrive").isEmpty();
    at(Instant.parse("2026-03-15T00:10:00Z")).makeDue();
    assertThat(store.report(day)).isPresent();
  }

  @Test
  void get_aPastDayOfAFullDevice_advisesOnIt() {
    memory("2026-03-14T22:30:00Z", 960);
    memory("2026-03-14T23:30:00Z", 970);
    memory("2026-03-12T22:30:00Z", 100);
    memory("2026-03-12T23:30:00Z", 100);

    assertThat(at(NOW).get("2026-03-14").getRecommendationsList())
        .singleElement()
        .satisfies(
            advice -> {
              assertThat(advice.getAction()).isEqualTo("Reduce the batch size on r1/cuda:0");
              assertThat(advice.getReason()).contains("97.0 % at last", "last 2 samples");
            });
    assertThat(at(NOW).get("2026-03-12").getRecommendationsList()).isEmpty();
  }

  @Test
  void get_aDayBeforeADeviceFilledUp_doesNotAdviseOnIt() {
    memory("2026-03-14T22:30:00Z", 100);
    memory("2026-03-14T23:30:00Z", 100);
    memory("2026-03-15T00:05:00Z", 990);

    assertThat(at(NOW).get("2026-03-14").getRecommendationsList()).isEmpty();
  }

  @Test
  void recommendations_askedForUpToNowAndAnsweredLater_areOfTheLastReadings() {
    memory("2026-03-15T13:58:00Z", 960);
    memory("2026-03-15T13:59:00Z", 970);
    Question question =
        new Question(Window.back(NOW, Duration.ofHours(1), NOW, RETENTION), Selection.ALL);

    // No reading has come lately: the device is gone, whatever the store says of it.
    Analyst analyst = analyst(NOW.plusSeconds(3));

    assertThat(analyst.report(question).getRecommendationsList()).isEmpty();
  }

  @Test
  void get_dropsOfToday_areNoAdviceForOtherDays() {
    losses.add(Losses.Kind.OVERFLOW, 5);

    assertThat(at(NOW).get("2026-03-15").getRecommendationsList()).hasSize(1);
    assertThat(at(NOW).get("2026-03-14").getRecommendationsList()).isEmpty();
    assertThat(at(NOW).get("2026-03-14").getSummary().getDroppedRecords()).isEqualTo(5);
  }

  private void memory(String time, long used) {
    ReportRequest report =
        ReportRequest.newBuilder()
            .setReplica("r1")
            .addVramSamples(Reports.vram(Instant.parse(time), used))
            .build();
    Accumulator accumulator = new Accumulator(10);
    ReportReader.read(report, Instant.parse(time)).observations().forEach(accumulator::add);
    store.add(accumulator.rollups());
  }

  private void requests(String time, String outcome, int count) {
    Accumulator accumulator = new Accumulator(10);
    Series series = new Series(Signal.REQUEST, "miss", outcome, 7, "classical", "r1");
    for (int i = 0; i < count; i++) {
      accumulator.add(new Observation(series, Instant.parse(time).getEpochSecond(), 1));
    }
    store.add(accumulator.rollups());
  }

  private Analyst analyst(Instant now) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new Analyst(store, new VramBoard(clock), losses, clock, RETENTION);
  }

  private HealthReports at(Instant now) {
    return new HealthReports(analyst(now), store, Clock.fixed(now, ZoneOffset.UTC), RETENTION);
  }
}
