package io.orfeas.inference.gpu.vram;

import java.util.Locale;

/**
 * The steps down from a full device, from the one that costs least to the one that always works.
 */
public enum Rung {
  /** Allocator caches are freed, and the work is tried again as it was. */
  FREE_CACHES,
  /** The work is done in more, smaller pieces; the same result, slower. */
  SMALLER_CHUNKS,
  /** Numbers get smaller: fp16, then int8. */
  LOWER_PRECISION,
  /** The grid gets coarser by the square root of two. */
  LOWER_RESOLUTION,
  /** The processor does it. */
  CPU;

  /** The name that clients see, for example {@code lower_precision}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
