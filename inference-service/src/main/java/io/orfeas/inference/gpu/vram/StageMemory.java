package io.orfeas.inference.gpu.vram;

import java.time.Duration;

/**
 * Lets a stage run with memory of its own: predicts what it takes, reserves that, and learns from
 * what it really took, or from a refusal that it would have taken too much. Safe for concurrent
 * use.
 */
public final class StageMemory {
  private final VramLedger ledger;
  private final PeakModel peaks;

  /** Work that runs inside a reservation. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param reservation to tell of what is allocated
     */
    T run(Reservation reservation);
  }

  /**
   * What is to be run.
   *
   * @param stage its name
   * @param kind what peaks are remembered by: estimator, stage and precision
   * @param units size of the work, for example cells; more than 0
   * @param firstGuess bytes, until something was measured; more than 0
   * @param least share of the prediction that its smallest form needs, in (0, 1]
   * @param priority 0 (first) to 9 (last)
   */
  public record Demand(
      String stage, String kind, long units, long firstGuess, double least, int priority) {}

  public StageMemory(VramLedger ledger, PeakModel peaks) {
    this.ledger = ledger;
    this.peaks = peaks;
  }

  /**
   * Runs work with memory reserved, and gives it back whatever becomes of the work.
   *
   * @param patience how long to wait for memory
   * @throws VramRefusedException when not even the least is to be had
   * @throws InterruptedException when interrupted while waiting
   */
  public <T> T run(Demand demand, Duration patience, Work<T> work) throws InterruptedException {
    long wanted = peaks.predict(demand.kind(), demand.units(), demand.firstGuess());
    long least = Math.max(1, (long) (wanted * demand.least()));
    Claim claim = new Claim(demand.stage(), wanted, least, demand.priority());
    try (Reservation reservation = reserve(demand.kind(), claim, patience)) {
      try {
        return work.run(reservation);
      } finally {
        // A shrunk run says nothing of what a whole one takes.
        if (!reservation.isShrunk()) {
          peaks.learn(demand.kind(), demand.units(), reservation.peak());
        }
      }
    }
  }

  /** Bytes that work may reserve at most. */
  public long admissible() {
    return ledger.admissible();
  }

  private Reservation reserve(String kind, Claim claim, Duration patience)
      throws InterruptedException {
    try {
      return ledger.reserve(claim, patience);
    } catch (VramRefusedException refusal) {
      if (refusal.isForItsSize()) {
        peaks.doubt(kind);
      }
      throw refusal;
    }
  }

  /**
   * Bytes that work is likely to take at most.
   *
   * @param kind what peaks are remembered by
   * @param units size of the work; more than 0
   * @param firstGuess bytes, until something was measured; more than 0
   */
  public long predict(String kind, long units, long firstGuess) {
    return peaks.predict(kind, units, firstGuess);
  }

  /** Bytes that are allocated now under all reservations but one, as far as is known. */
  long allocatedBeside(Reservation one) {
    return ledger.allocatedBeside(one);
  }
}
