package io.orfeas.inference.gpu.vram;

/**
 * How the memory of one device is divided.
 *
 * <p>The reserves are rules of the field for consumer and data-centre cards alike: the driver, the
 * display and other processes keep {@link #SYSTEM_RESERVE}, allocator caches keep {@link
 * #CACHE_RESERVE}, and what is left is for models and their work.
 *
 * @param totalBytes memory of the device; 0 or more
 */
public record VramBudget(long totalBytes) {
  /** Bytes in a gibibyte; every "GB" of this package is one. */
  public static final long GIB = 1L << 30;

  /** Kept for the driver, the display and other processes. */
  public static final long SYSTEM_RESERVE = 2 * GIB;

  /** Kept for allocator caches. */
  public static final long CACHE_RESERVE = GIB;

  /** Kept free beside every reservation, for what predictions miss. */
  public static final long SAFETY_MARGIN = GIB;

  /** Share of the device that work should bring into use. */
  public static final double TARGET_UTILISATION = 0.85;

  public VramBudget {
    if (totalBytes < 0) {
      throw new IllegalArgumentException("totalBytes: " + totalBytes + " (expected: 0 or more)");
    }
  }

  /** Bytes for models and their work; 0 on a device smaller than the reserves. */
  public long forModels() {
    return Math.max(0, totalBytes - SYSTEM_RESERVE - CACHE_RESERVE);
  }

  /** Bytes that reservations may hold together. Never more than {@link #forModels()}. */
  public long admissible() {
    return Math.min(forModels(), (long) (totalBytes * TARGET_UTILISATION));
  }

  /**
   * Bytes that a new reservation may take now.
   *
   * @param freeBytes free on the device, as measured
   */
  public long available(long freeBytes) {
    return Math.max(0, Math.min(admissible(), freeBytes - SAFETY_MARGIN));
  }
}
