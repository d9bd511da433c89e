package io.orfeas.inference.gpu.vram;

import java.time.Instant;

/**
 * A device's memory at one moment.
 *
 * @param at when it was measured
 * @param totalBytes of the device; more than 0
 * @param usedBytes by all processes, the driver's own share included
 * @param freeBytes for new allocations
 */
public record MemorySample(Instant at, long totalBytes, long usedBytes, long freeBytes) {
  /** Share in use, 0..100. */
  public double usedPercent() {
    return totalBytes == 0 ? 0 : 100.0 * usedBytes / totalBytes;
  }
}
