package io.orfeas.inference.gpu.vram;

/**
 * A batch size, and why.
 *
 * @param recommended pictures to run together; 0..{@code maxSafe}, 0 where not even one fits
 * @param maxSafe pictures that fit beside every reserve; 0..32
 * @param confidence 0..1: the share of the history window that the advice rests on
 * @param reasoning the figures that led to it, for people
 */
public record BatchAdvice(int recommended, int maxSafe, double confidence, String reasoning) {
  public BatchAdvice {
    if (recommended < 0 || recommended > maxSafe || maxSafe > ModelBatch.MAX) {
      throw new IllegalArgumentException(
          "batch: %d of %d (expected: 0 <= recommended <= maxSafe <= %d)"
              .formatted(recommended, maxSafe, ModelBatch.MAX));
    }
  }
}
