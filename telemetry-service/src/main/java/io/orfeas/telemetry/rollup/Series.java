package io.orfeas.telemetry.rollup;

/**
 * What observations must share to be counted together.
 *
 * @param signal what is measured
 * @param name of the stage, the cache outcome or the device; may be blank
 * @param outcome {@code ok}, {@code error} or {@code cancelled}; blank where it does not apply
 * @param quality 1..10; 0 where it does not apply or is not told apart
 * @param estimator blank where it does not apply or is not told apart
 * @param replica blank where it is not told apart
 */
public record Series(
    Signal signal, String name, String outcome, int quality, String estimator, String replica) {

  Series with(String newEstimator, int newQuality, String newReplica) {
    return new Series(signal, name, outcome, newQuality, newEstimator, newReplica);
  }
}
