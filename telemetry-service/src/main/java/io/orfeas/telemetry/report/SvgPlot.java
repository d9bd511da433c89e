package io.orfeas.telemetry.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A plot of lines over time, as an SVG element with no script and no reference to anything outside.
 *
 * <p>The vertical axis begins at zero and ends at a round number (1, 2 or 5 times a power of ten).
 * Points further apart than two buckets are not joined: nothing happened in between.
 */
final class SvgPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 220;
  private static final int LEFT = 70;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 24;
  private static final int STEPS = 4;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final long start;
  private final long end;
  private final long bucket;
  private final DoubleFunction<String> label;
  private final List<Line> lines = new ArrayList<>();

  /**
   * An empty plot.
   *
   * @param start left edge, in seconds since 1970
   * @param end right edge, in seconds since 1970
   * @param bucket seconds between points where something happened all the time
   * @param label how a value is written on the axis
   */
  SvgPlot(long start, long end, long bucket, DoubleFunction<String> label) {
    this.start = start;
    this.end = Math.max(end, start + 1);
    this.bucket = bucket;
    this.label = label;
  }

  /** Adds a line. */
  SvgPlot line(String name, String colour, List<Point> points) {
    lines.add(new Line(name, colour, List.copyOf(points)));
    return this;
  }

  /** The plot with a legend. */
  String render(String title) {
    double top = axisTop();
    StringBuilder svg = new StringBuilder();
    svg.append("<figure><figcaption>").append(Html.escape(title));
    for (Line line : lines) {
      svg.append(" <span style=\"color:").append(line.colour).append("\">&#9632;</span> ");
      svg.append(Html.escape(line.name));
    }
    svg.append(
        "</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    grid(svg, top);
    lines.forEach(line -> draw(svg, line, top));
    return svg.append("</svg></figure>\n").toString();
  }

  private void grid(StringBuilder svg, double top) {
    for (int i = 0; i <= STEPS; i++) {
      double y = y(top * i / STEPS, top);
      svg.append(
          text(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, y, y));
      svg.append(
          text(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT - 6, y + 4, Html.escape(label.apply(top * i / STEPS))));
      long time = start + (end - start) * i / STEPS;
      String anchor = i == 0 ? "start" : i == STEPS ? "end" : "middle";
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
              x(time), HEIGHT - 6, anchor, timeLabel(time)));
    }
  }

  private void draw(StringBuilder svg, Line line, double top) {
    StringBuilder path = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < line.points.size(); i++) {
      Point point = line.points.get(i);
      boolean before = areJoined(line, i - 1);
      String place = text("%.1f %.1f", x(point.time), y(point.value, top));
      path.append(before ? "L" : "M").append(place);
      if (!before && !areJoined(line, i)) {
        // A bucket with no neighbour is a dot: a line of no length with round ends.
        dots.append('M').append(place).append("h0");
      }
    }
    svg.append(text("<path stroke=\"%s\" d=\"%s\"/>\n", line.colour, path.toString()));
    if (!dots.isEmpty()) {
      svg.append(
          text("<path class=\"dot\" stroke=\"%s\" d=\"%s\"/>\n", line.colour, dots.toString()));
    }
  }

  /** Whether a point and the one after it are. */
  private boolean areJoined(Line line, int index) {
    return index >= 0
        && index + 1 < line.points.size()
        && line.points.get(index + 1).time - line.points.get(index).time <= 2 * bucket;
  }

  private double axisTop() {
    double max =
        lines.stream()
            .flatMap(line -> line.points.stream())
            .mapToDouble(Point::value)
            .max()
            .orElse(0);
    if (max <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(max)));
    for (double step : new double[] {1, 2, 5}) {
      if (max <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private double x(long time) {
    double share = (double) (Math.min(end, Math.max(start, time)) - start) / (end - start);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double top) {
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
  }

  private String timeLabel(long time) {
    boolean byDay = end - start > 2 * 86_400;
    return (byDay ? DAY : TIME).format(Instant.ofEpochSecond(time));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /**
   * A point of a line.
   *
   * @param time in seconds since 1970
   * @param value zero or more
   */
  record Point(long time, double value) {}

  private record Line(String name, String colour, List<Point> points) {}
}
