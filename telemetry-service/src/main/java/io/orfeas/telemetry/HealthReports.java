package io.orfeas.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.analysis.Bottlenecks;
import io.orfeas.telemetry.analysis.HealthGrader;
import io.orfeas.telemetry.rollup.Selection;
import io.orfeas.telemetry.rollup.Window;
import io.orfeas.telemetry.store.TelemetryStore;
import io.orfeas.telemetry.v1.GetHealthReportResponse;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the report of each UTC day once it has ended, and keeps it. */
final class HealthReports {
  private static final Logger logger = LoggerFactory.getLogger(HealthReports.class);

  /** Reports arrive in batches: a day is complete a little after its end. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private final Analyst analyst;
  private final TelemetryStore store;
  private final Clock clock;
  private final Duration retention;

  HealthReports(Analyst analyst, TelemetryStore store, Clock clock, Duration retention) {
    this.analyst = analyst;
    this.store = store;
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * The report of a day.
   *
   * @param day as {@code YYYY-MM-DD}; blank for the last that has ended
   * @throws Failure if there is no such day, or nothing is known of it
   */
  GetHealthReportResponse get(String day) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate asked = day.isEmpty() ? today.minusDays(1) : parse(day);
    if (asked.isAfter(today) || asked.isBefore(today.minusDays(retention.toDays()))) {
      throw Failure.of(
          Status.Code.NOT_FOUND,
          "DAY_UNKNOWN",
          "day: %s (expected: within the %d days up to %s)"
              .formatted(asked, retention.toDays(), today));
    }
    return isComplete(asked) ? stored(asked).orElseGet(() -> keep(asked)) : make(asked);
  }

  /** Makes the report of the last complete day unless it is there; never throws. */
  void makeDue() {
    try {
      LocalDate day =
          LocalDate.ofInstant(clock.instant().minus(GRACE), ZoneOffset.UTC).minusDays(1);
      if (stored(day).isEmpty()) {
        GetHealthReportResponse report = keep(day);
        logger.info(
            "health report {}: {}, {} requests, findings {}",
            day,
            report.getGrade(),
            report.getSummary().getRequests(),
            report.getFindingsList());
      }
    } catch (RuntimeException e) {
      logger.warn("health report: cannot be made, trying again later", e);
    }
  }

  private boolean isComplete(LocalDate day) {
    return !clock.instant().isBefore(endOf(day).plus(GRACE));
  }

  private GetHealthReportResponse keep(LocalDate day) {
    GetHealthReportResponse report = make(day);
    store.putReport(day, report.toByteArray());
    return report;
  }

  private Optional<GetHealthReportResponse> stored(LocalDate day) {
    return store.report(day).flatMap(bytes -> decode(day, bytes));
  }

  private GetHealthReportResponse make(LocalDate day) {
    Question question = question(day);
    GetPerformanceSummaryResponse summary = analyst.summary(question);
    GetPerformanceSummaryResponse before = analyst.summary(question(day.minusDays(1)));
    return HealthGrader.grade(summary, before)
        .setDay(day.toString())
        .addAllBottlenecks(Bottlenecks.of(summary))
        .addAllRecommendations(analyst.recommendations(summary, question))
        .setCreateTime(ProtoTime.of(clock.instant()))
        .build();
  }

  private Question question(LocalDate day) {
    Instant now = clock.instant();
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = endOf(day).isBefore(now) ? endOf(day) : now;
    Duration length = Duration.between(start, end);
    return new Question(Window.back(end, length, now, retention.plusDays(2)), Selection.ALL);
  }

  private static Optional<GetHealthReportResponse> decode(LocalDate day, byte[] bytes) {
    try {
      return Optional.of(GetHealthReportResponse.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      logger.warn("health report {}: unreadable, making it again", day, e);
      return Optional.empty();
    }
  }

  private static Instant endOf(LocalDate day) {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static LocalDate parse(String day) {
    try {
      return LocalDate.parse(day);
    } catch (DateTimeException e) {
      throw Failure.invalid("DAY_MALFORMED", "day", "day: " + day + " (expected: YYYY-MM-DD)");
    }
  }
}
