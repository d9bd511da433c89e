package io.orfeas.inference.gpu.vram;

/**
 * What a stage asks of the ledger before it runs.
 *
 * @param stage name of the stage, for metrics and messages
 * @param wantedBytes its predicted peak; {@code leastBytes} or more
 * @param leastBytes the peak of its smallest form, in smaller chunks or a smaller batch; more than
 *     0
 * @param priority 0 (first) to 9 (last)
 */
public record Claim(String stage, long wantedBytes, long leastBytes, int priority) {
  public Claim {
    if (leastBytes < 1 || wantedBytes < leastBytes) {
      throw new IllegalArgumentException(
          "%s: %d bytes, at least %d (expected: 1 <= least <= wanted)"
              .formatted(stage, wantedBytes, leastBytes));
    }
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("priority: " + priority + " (expected: 0..9)");
    }
  }
}
