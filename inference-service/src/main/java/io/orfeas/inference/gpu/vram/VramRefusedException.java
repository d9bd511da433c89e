package io.orfeas.inference.gpu.vram;

import java.io.Serial;

/** The ledger has no room for a claim. */
public final class VramRefusedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean permanent;

  VramRefusedException(String message, boolean permanent) {
    super(message);
    this.permanent = permanent;
  }

  /** Whether waiting cannot help, because the device is too small. */
  public boolean isPermanent() {
    return permanent;
  }
}
