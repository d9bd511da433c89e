package io.orfeas.inference.gpu.vram;

/** How many samples of a model fit into one run: from what the model takes. */
public final class ModelBatch {
  /** Largest batch that is ever advised. */
  public static final int MAX = 32;

  private static final int DEEP_QUEUE = 10;
  private static final int LONG_QUEUE = 5;

  private ModelBatch() {}

  /**
   * The batch: what is free beside the model and the cache reserve, in samples. A deep queue
   * divides it (by 4 above 10 waiting, by 2 above 5), because many requests that each hold
   * activations compete for the same memory.
   *
   * @param freeBytes free on the device; 0 or more
   * @param modelBytes that loading the model takes; 0 or more
   * @param sampleBytes that one sample's activations take; more than 0
   * @param queueDepth requests that wait; 0 or more
   * @return 1..{@link #MAX}: one sample is always tried, and the out-of-memory ladder is below it
   */
  public static int size(long freeBytes, long modelBytes, long sampleBytes, int queueDepth) {
    check("freeBytes", freeBytes, 0);
    check("modelBytes", modelBytes, 0);
    check("sampleBytes", sampleBytes, 1);
    check("queueDepth", queueDepth, 0);
    long samples = (freeBytes - modelBytes - VramBudget.CACHE_RESERVE) / sampleBytes;
    return (int) Math.max(1, Math.min(MAX, samples / divisor(queueDepth)));
  }

  private static int divisor(int queueDepth) {
    if (queueDepth > DEEP_QUEUE) {
      return 4;
    }
    return queueDepth > LONG_QUEUE ? 2 : 1;
  }

  private static void check(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d or more)".formatted(name, value, least));
    }
  }
}
