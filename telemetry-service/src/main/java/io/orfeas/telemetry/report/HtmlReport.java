package io.orfeas.telemetry.report;

import io.orfeas.runtime.ProtoTime;
import io.orfeas.telemetry.v1.GetPerformanceSummaryResponse;
import io.orfeas.telemetry.v1.LatencySummary;
import io.orfeas.telemetry.v1.PerformanceReport;
import io.orfeas.telemetry.v1.StageSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as one HTML page that needs nothing else: no script, no font, no picture. */
final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884 }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 820px; margin: 2rem auto; padding: 0 1rem }
      h1 { margin-bottom: 0 } h2 { margin-top: 2rem }
      .muted { opacity: .7 } .cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 }
      .card { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; flex: 1 }
      .card b { display: block; font-size: 1.35rem; white-space: nowrap }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
      th, td { text-align: right; padding: .3rem .5rem; border-bottom: 1px solid var(--line) }
      th:first-child { text-align: left; font-weight: 600 }
      figure { margin: 1rem 0 } svg { width: 100%; height: auto }
      svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }
      svg .dot { stroke-width: 6 }
      svg .grid { stroke: var(--line) } svg text { font-size: 11px; fill: currentColor; opacity: .75 }
      li { margin: .4rem 0 } .tag { border-radius: 4px; padding: 0 .4rem; color: #fff; font-size: .85em }
      .critical { background: #c0392b } .high { background: #b9650b } .medium { background: #2d6cdf }
      """;

  private HtmlReport() {}

  static String render(PerformanceReport report) {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + "<title>Orfeas performance</title><style>\n"
        + STYLE
        + "</style></head><body>\n"
        + head(report)
        + cards(report.getSummary())
        + advice(report)
        + "<h2>Stages</h2>\n"
        + stages(report)
        + "<h2>Requests</h2>\n"
        + requests(report.getSummary())
        + "<h2>Over time</h2>\n"
        + ReportPlots.work(report)
        + (report.getVram().getDevicesCount() == 0
            ? ""
            : "<h2>Device memory</h2>\n" + ReportPlots.memory(report))
        + "</body></html>\n";
  }

  private static String head(PerformanceReport report) {
    Instant start = ProtoTime.toInstant(report.getSummary().getStartTime());
    Instant end = start.plus(ProtoTime.toDuration(report.getSummary().getWindow()));
    List<String> limits = new ArrayList<>();
    limit("estimator", report.getEstimator(), limits);
    limit("quality", report.getQuality() == 0 ? "" : "" + report.getQuality(), limits);
    limit("replica", report.getReplica(), limits);
    return "<h1>Orfeas performance</h1>\n<p class=\"muted\">"
        + start
        + " to "
        + end
        + Html.escape(limits.isEmpty() ? "" : "; only " + String.join(", ", limits))
        + ". Quantiles are within "
        + Html.percent(report.getSummary().getQuantileError())
        + ".</p>\n";
  }

  private static void limit(String name, String value, List<String> limits) {
    if (!value.isEmpty()) {
      limits.add(name + " " + value);
    }
  }

  private static String cards(GetPerformanceSummaryResponse summary) {
    return "<div class=\"cards\">"
        + card("requests", String.format(Locale.ROOT, "%,d", summary.getRequests()))
        + rate(summary.getRequestsPerSecond())
        + card("failed", Html.percent(summary.getErrorRate()))
        + card("from cache", Html.percent(summary.getCacheShare()))
        + card("median", Html.seconds(summary.getTotal().getP50Seconds()))
        + card("p95", Html.seconds(summary.getTotal().getP95Seconds()))
        + "</div>\n";
  }

  private static String rate(double perSecond) {
    return perSecond >= 0.1 || perSecond == 0
        ? card("per second", String.format(Locale.ROOT, "%.3g", perSecond))
        : card("per hour", String.format(Locale.ROOT, "%.3g", 3600 * perSecond));
  }

  private static String card(String name, String value) {
    return "<div class=\"card\"><b>" + Html.escape(value) + "</b>" + Html.escape(name) + "</div>";
  }

  private static String advice(PerformanceReport report) {
    if (report.getRecommendationsCount() == 0) {
      return "<p>Nothing stands out.</p>\n";
    }
    StringBuilder list = new StringBuilder("<h2>What to change</h2>\n<ul>");
    report
        .getRecommendationsList()
        .forEach(
            advice ->
                list.append("<li><span class=\"tag ")
                    .append(Html.escape(advice.getSeverity()))
                    .append("\">")
                    .append(Html.escape(advice.getSeverity()))
                    .append("</span> <b>")
                    .append(Html.escape(advice.getAction()))
                    .append("</b>: ")
                    .append(Html.escape(advice.getReason()))
                    .append("</li>\n"));
    return list.append("</ul>\n").toString();
  }

  private static String stages(PerformanceReport report) {
    List<StageSummary> stages = report.getSummary().getStagesList();
    double total = stages.stream().mapToDouble(stage -> stage.getLatency().getSumSeconds()).sum();
    return Html.table(
        List.of("stage", "runs", "failed", "p50", "p90", "p95", "p99", "max", "share"),
        stages.stream()
            .map(
                stage -> {
                  List<String> row = row(stage.getStage(), stage.getLatency());
                  row.add(2, "" + stage.getFailures());
                  row.add(Html.percent(total > 0 ? stage.getLatency().getSumSeconds() / total : 0));
                  return row;
                })
            .toList());
  }

  private static String requests(GetPerformanceSummaryResponse summary) {
    return Html.table(
        List.of("", "count", "p50", "p90", "p95", "p99", "max"),
        List.of(
            row("whole request", summary.getTotal()),
            row("time to first stage", summary.getTimeToFirstStage()),
            row("queue wait", summary.getQueueWait())));
  }

  private static List<String> row(String name, LatencySummary latency) {
    return new ArrayList<>(
        List.of(
            name,
            "" + latency.getCount(),
            Html.seconds(latency.getP50Seconds()),
            Html.seconds(latency.getP90Seconds()),
            Html.seconds(latency.getP95Seconds()),
            Html.seconds(latency.getP99Seconds()),
            Html.seconds(latency.getMaxSeconds())));
  }
}
