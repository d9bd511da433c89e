package io.orfeas.inference.gpu.vram;

import java.io.Serial;

/** The device could not give the memory that was asked for. */
public final class DeviceOutOfMemoryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** An allocation that failed, with its size and what was free. */
  public DeviceOutOfMemoryException(long wantedBytes, long freeBytes) {
    super(
        "device memory: %d bytes wanted (expected: at most %d, what is free)"
            .formatted(wantedBytes, freeBytes));
  }

  /** A call that takes memory for its own ends, and failed for the want of it. */
  public DeviceOutOfMemoryException(String call) {
    super("device memory: none left for %s (expected: some)".formatted(call));
  }
}
