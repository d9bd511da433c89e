package io.orfeas.telemetry.analysis;

import io.orfeas.telemetry.v1.GetHealthReportResponse;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Grades a day: by its errors, and by how it compares with the day before. */
public final class HealthGrader {
  private static final double UNHEALTHY_ERROR_RATE = 0.05;
  private static final double DEGRADED_ERROR_RATE = 0.01;
  private static final double SLOWER = 1.5;

  /** Requests from which the tails of two days are comparable. */
  private static final long COMPARABLE = 20;

  private HealthGrader() {}

  /**
   * A report of the day with its grade and findings.
   *
   * @param day its summary
   * @param before the summary of the day before
   */
  public static GetHealthReportResponse.Builder grade(
      GetPerformanceSummaryResponse day, GetPerformanceSummaryResponse before) {
    GetHealthReportResponse.Builder report = GetHealthReportResponse.newBuilder().setSummary(day);
    if (before.getRequests() > 0) {
      report.setPreviousSummary(before);
    }
    if (day.getRequests() == 0) {
      return report.setGrade("idle");
    }
    List<String> findings = findings(day, before);
    return report.addAllFindings(findings).setGrade(grade(day, findings));
  }

  private static String grade(GetPerformanceSummaryResponse day, List<String> findings) {
    if (day.getErrorRate() > UNHEALTHY_ERROR_RATE) {
      return "unhealthy";
    }
    return findings.isEmpty() ? "healthy" : "degraded";
  }

  private static List<String> findings(
      GetPerformanceSummaryResponse day, GetPerformanceSummaryResponse before) {
    List<String> findings = new ArrayList<>();
    if (day.getErrorRate() > DEGRADED_ERROR_RATE) {
      findings.add(
          String.format(
              Locale.ROOT,
              "%.1f %% of %d requests failed (expected: at most %.0f %%)",
              100 * day.getErrorRate(),
              day.getRequests(),
              100 * DEGRADED_ERROR_RATE));
    }
    double now = day.getTotal().getP95Seconds();
    double then = before.getTotal().getP95Seconds();
    if (Math.min(day.getRequests(), before.getRequests()) >= COMPARABLE && now > SLOWER * then) {
      findings.add(
          String.format(
              Locale.ROOT,
              "requests took %.2f s (p95), %.1f times the %.2f s of the day before",
              now,
              now / then,
              then));
    }
    return findings;
  }
}
