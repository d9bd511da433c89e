package io.orfeas.inference.gpu.vram;

import io.orfeas.inference.gpu.MemoryUse;

/**
 * Bytes that a stage may use until it closes this. Keeps account of what is really allocated, so
 * that predictions learn. Safe for concurrent use; closing twice does nothing.
 */
public final class Reservation implements MemoryUse, AutoCloseable {
  private final VramLedger ledger;
  private final Claim claim;
  private final long bytes;
  private long allocated;
  private long peak;
  private boolean closed;

  Reservation(VramLedger ledger, Claim claim, long bytes) {
    this.ledger = ledger;
    this.claim = claim;
    this.bytes = bytes;
  }

  /**
   * The bytes granted; less than wanted where the ledger shrank the claim, never less than least.
   */
  public long bytes() {
    return bytes;
  }

  /** Whether less was granted than was wanted. */
  public boolean isShrunk() {
    return bytes < claim.wantedBytes();
  }

  @Override
  public synchronized void allocated(long more) {
    allocated += more;
    peak = Math.max(peak, allocated);
  }

  @Override
  public synchronized void freed(long less) {
    allocated = Math.max(0, allocated - less);
  }

  /** For work that cannot say what it takes: as much is allocated now as somebody has measured. */
  synchronized void observed(long bytes) {
    allocated = bytes;
    peak = Math.max(peak, bytes);
  }

  /** What is allocated now, as far as the work says or somebody has measured. */
  synchronized long allocated() {
    return allocated;
  }

  /** The most that was allocated at once. */
  public synchronized long peak() {
    return peak;
  }

  /** Granted, but not taken from the device yet. */
  synchronized long unrealised() {
    return Math.max(0, bytes - allocated);
  }

  Claim claim() {
    return claim;
  }

  /** Gives the bytes back, whatever became of the stage. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    ledger.release(this);
  }
}
