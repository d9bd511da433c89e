package io.orfeas.telemetry.rollup;

/**
 * Which series a question is about.
 *
 * @param estimator only this one; blank for all
 * @param quality only this one, 1..10; 0 for all
 * @param replica only this one; blank for all
 */
public record Selection(String estimator, int quality, String replica) {
  /** Everything. */
  public static final Selection ALL = new Selection("", 0, "");

  /** The view with the fewest rows that tells apart what is asked. */
  public View view() {
    boolean byEstimator = !estimator.isEmpty();
    boolean byQuality = quality != 0;
    boolean byReplica = !replica.isEmpty();
    if (!byEstimator && !byQuality && !byReplica) {
      return View.TOTAL;
    }
    if (byEstimator && !byQuality && !byReplica) {
      return View.ESTIMATOR;
    }
    if (byQuality && !byEstimator && !byReplica) {
      return View.QUALITY;
    }
    return byReplica && !byEstimator && !byQuality ? View.REPLICA : View.DETAIL;
  }

  /** Whether a series of {@link #view()} is asked for. */
  public boolean matches(Series series) {
    return (estimator.isEmpty() || estimator.equals(series.estimator()))
        && (quality == 0 || quality == series.quality())
        && (replica.isEmpty() || replica.equals(series.replica()));
  }
}
