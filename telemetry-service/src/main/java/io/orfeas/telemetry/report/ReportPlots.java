package io.orfeas.telemetry.report;

import io.orfeas.telemetry.report.SvgPlot.Point;
import io.orfeas.telemetry.v1.PerformancePoint;
import io.orfeas.telemetry.v1.PerformanceReport;
import io.orfeas.telemetry.v1.StageSummary;
import io.orfeas.telemetry.v1.VramDevice;
import io.orfeas.telemetry.v1.VramPoint;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The plots of a report. */
final class ReportPlots {
  /** Told apart by people who do not tell red from green; after Okabe and Ito. */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9");

  private static final double SECONDS_PER_MINUTE = 60;
  private static final double GIBIBYTE = 1L << 30;

  private ReportPlots() {}

  static String work(PerformanceReport report) {
    List<PerformancePoint> points = report.getTimeline().getPointsList();
    double minutes = bucket(report) / SECONDS_PER_MINUTE;
    return plot(report, value -> String.format(Locale.ROOT, "%.3g", value))
            .line("all", COLOURS.get(0), work(points, point -> point.getRequests() / minutes))
            .line("failed", COLOURS.get(4), work(points, p -> p.getFailedRequests() / minutes))
            .render("Requests per minute:")
        + plot(report, Html::seconds)
            .line("p50", COLOURS.get(0), work(points, point -> point.getTotal().getP50Seconds()))
            .line("p95", COLOURS.get(1), work(points, point -> point.getTotal().getP95Seconds()))
            .line(
                "queue p95",
                COLOURS.get(3),
                work(points, point -> point.getQueueWait().getP95Seconds()))
            .render("Time of a request:")
        + stages(report, points)
        + plot(report, Html::percent)
            .line("hit or joined", COLOURS.get(2), work(points, PerformancePoint::getCacheShare))
            .render("Share from cache:");
  }

  static String memory(PerformanceReport report) {
    StringBuilder plots = new StringBuilder();
    for (VramDevice device : report.getVram().getDevicesList()) {
      long bucket = report.getVram().getResolution().getSeconds();
      List<VramPoint> points = device.getPointsList();
      plots.append(
          new SvgPlot(start(report), end(report), bucket, ReportPlots::gibibytes)
              .line("most used", COLOURS.get(4), memory(points, VramPoint::getMaxUsedBytes))
              .line("used", COLOURS.get(0), memory(points, VramPoint::getMeanUsedBytes))
              .line("set aside", COLOURS.get(1), memory(points, VramPoint::getMeanReservedBytes))
              .render(title(device)));
    }
    return plots.toString();
  }

  private static String title(VramDevice device) {
    String name =
        "%s/%s of %s"
            .formatted(
                device.getReplica(), device.getDevice(), Html.gibibytes(device.getTotalBytes()));
    return device.hasTrend() ? name + ", " + device.getTrend().getDirection() + ":" : name + ":";
  }

  private static String stages(PerformanceReport report, List<PerformancePoint> points) {
    TreeSet<String> names = new TreeSet<>();
    points.forEach(point -> point.getStagesList().forEach(stage -> names.add(stage.getStage())));
    SvgPlot plot = plot(report, Html::seconds);
    int colour = 0;
    for (String name : names) {
      plot.line(name, COLOURS.get(colour++ % COLOURS.size()), stage(points, name));
    }
    return plot.render("Stages, p95:");
  }

  private static List<Point> stage(List<PerformancePoint> points, String name) {
    return points.stream()
        .flatMap(
            point ->
                point.getStagesList().stream()
                    .filter(stage -> stage.getStage().equals(name))
                    .map(stage -> new Point(point.getStartTime().getSeconds(), p95(stage))))
        .toList();
  }

  private static double p95(StageSummary stage) {
    return stage.getLatency().getP95Seconds();
  }

  private static List<Point> work(
      List<PerformancePoint> points, ToDoubleFunction<PerformancePoint> value) {
    return points.stream()
        .map(point -> new Point(point.getStartTime().getSeconds(), value.applyAsDouble(point)))
        .toList();
  }

  private static List<Point> memory(List<VramPoint> points, ToDoubleFunction<VramPoint> value) {
    return points.stream()
        .map(
            point ->
                new Point(point.getStartTime().getSeconds(), value.applyAsDouble(point) / GIBIBYTE))
        .toList();
  }

  private static String gibibytes(double value) {
    return String.format(Locale.ROOT, "%.3g GiB", value);
  }

  private static SvgPlot plot(PerformanceReport report, DoubleFunction<String> label) {
    return new SvgPlot(start(report), end(report), bucket(report), label);
  }

  private static long bucket(PerformanceReport report) {
    return report.getTimeline().getResolution().getSeconds();
  }

  private static long start(PerformanceReport report) {
    return report.getSummary().getStartTime().getSeconds();
  }

  private static long end(PerformanceReport report) {
    return start(report) + report.getSummary().getWindow().getSeconds();
  }
}
