package io.orfeas.inference.gpu.vram;

/** Hears of the ledger's decisions; must be quick, and is called without locks held. */
public interface LedgerListener {
  /** Does nothing. */
  LedgerListener NONE = new LedgerListener() {};

  /**
   * A stage got its memory.
   *
   * @param grantedBytes less than claimed where it was shrunk
   * @param waitedNanos from claim to grant
   */
  default void granted(Claim claim, long grantedBytes, long waitedNanos) {}

  /** A claim was refused. */
  default void refused(Claim claim, boolean permanent) {}

  /**
   * A stage gave its memory back.
   *
   * @param peakBytes the most it had allocated; 0 where nothing was measured
   */
  default void released(Claim claim, long grantedBytes, long peakBytes) {}
}
