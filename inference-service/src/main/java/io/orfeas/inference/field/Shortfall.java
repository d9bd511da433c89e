package io.orfeas.inference.field;

/**
 * Why a run gets less than its estimator's best, and what it gets instead.
 *
 * @param rung the way taken, for example {@code lower_precision}
 */
public record Shortfall(Reason reason, String rung) {
  /** What stood in the way; clients see the names. */
  public enum Reason {
    /** A device had too little memory left. */
    OUT_OF_MEMORY,
    /** A device did not do what it was asked, for another reason than lack of memory. */
    DEVICE_FAILED
  }
}
