package io.orfeas.inference.gpu.vram;

import java.io.Serial;

/** The ledger has no room for a claim. */
public final class VramRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean permanent;
  private final boolean alone;

  VramRefusedException(String message, boolean permanent, boolean alone) {
    super(message);
    this.permanent = permanent;
    this.alone = alone;
  }

  /** Whether waiting cannot help, because the device is too small. */
  public boolean isPermanent() {
    return permanent;
  }

  /**
   * Whether the claim was too large by itself: for the device, or for what other processes leave of
   * it: nothing else was granted when it was refused, and nobody stood before it.
   */
  public boolean isForItsSize() {
    return permanent || alone;
  }
}
