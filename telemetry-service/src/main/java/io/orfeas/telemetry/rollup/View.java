package io.orfeas.telemetry.rollup;

import java.util.EnumSet;
import java.util.Set;

/**
 * By what series are kept apart. Every observation is kept in each view, so that the common
 * questions (everything; one estimator, quality or replica) read few rows. Codes are stored: they
 * never change meaning.
 */
public enum View {
  /** All together. */
  TOTAL(0),
  /** By estimator. */
  ESTIMATOR(1),
  /** By quality. */
  QUALITY(2),
  /** By replica. */
  REPLICA(3),
  /** By estimator, quality and replica. */
  DETAIL(4);

  static final Set<View> ALL = Set.copyOf(EnumSet.allOf(View.class));

  private final int code;

  View(int code) {
    this.code = code;
  }

  /** Number to store. */
  public int code() {
    return code;
  }

  /** A series as this view keeps it: what it does not tell apart is blank. */
  Series project(Series series) {
    return switch (this) {
      case TOTAL -> series.with("", 0, "");
      case ESTIMATOR -> series.with(series.estimator(), 0, "");
      case QUALITY -> series.with("", series.quality(), "");
      case REPLICA -> series.with("", 0, series.replica());
      case DETAIL -> series;
    };
  }
}
