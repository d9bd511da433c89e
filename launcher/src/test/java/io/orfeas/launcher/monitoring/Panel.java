package io.orfeas.launcher.monitoring;

import java.util.ArrayList;
import java.util.List;

/**
 * One plot of a dashboard.
 *
 * @param kind how it is drawn
 * @param title what it shows
 * @param description how to read it, and what is wrong when it looks wrong
 * @param unit as Grafana names it, for example {@code s}, {@code bytes}, {@code percentunit}
 * @param queries what it draws
 */
record Panel(Kind kind, String title, String description, String unit, List<Query> queries) {
  /** How a panel is drawn. */
  enum Kind {
    /** Lines over time. */
    LINES("timeseries"),
    /** Areas over time that add up. */
    STACK("timeseries"),
    /** The latest value, large. */
    STAT("stat"),
    /** Buckets of a histogram over time. */
    HEAT("heatmap");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** Grafana's name of the panel type. */
    String type() {
      return type;
    }
  }

  /**
   * What is drawn.
   *
   * @param expression PromQL; may hold {@code $__rate_interval}
   * @param legend name of each line, with labels as <code>{{label}}</code>
   */
  record Query(String expression, String legend) {
    /** Whether buckets of our histograms are read: they hold traces of single requests. */
    boolean hasExemplars() {
      return expression.contains("_bucket") && !expression.contains("envoy_");
    }
  }

  static Panel lines(String title, String unit, String description) {
    return new Panel(Kind.LINES, title, description, unit, List.of());
  }

  static Panel stack(String title, String unit, String description) {
    return new Panel(Kind.STACK, title, description, unit, List.of());
  }

  static Panel stat(String title, String unit, String description) {
    return new Panel(Kind.STAT, title, description, unit, List.of());
  }

  static Panel heat(String title, String unit, String description) {
    return new Panel(Kind.HEAT, title, description, unit, List.of());
  }

  /** The panel with one query more. */
  Panel with(String expression, String legend) {
    List<Query> more = new ArrayList<>(queries);
    more.add(new Query(expression, legend));
    return new Panel(kind, title, description, unit, List.copyOf(more));
  }

  /** The panel with the median, p95 and p99 of a histogram. */
  Panel withQuantiles(String histogram) {
    Panel panel = this;
    for (String quantile : List.of("0.5", "0.95", "0.99")) {
      panel =
          panel.with(
              "histogram_quantile(%s, sum by (le) (rate(%s_bucket[$__rate_interval])))"
                  .formatted(quantile, histogram),
              "p" + quantile.substring(2).replaceFirst("^5$", "50"));
    }
    return panel;
  }
}
