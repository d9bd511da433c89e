package io.orfeas.inference.gpu.vram;

/** How many pictures fit into one run: from what a picture takes. */
public final class ImageBatch {
  private static final long MEGABYTE = 1L << 20;
  private static final long BYTES_PER_IMAGE = 2000 * MEGABYTE;
  private static final double REFERENCE_PIXELS = 512.0 * 512.0;
  private static final double REFERENCE_STEPS = 50;

  private ImageBatch() {}

  /**
   * Memory for one picture: 2000 MiB for 512 × 512 pixels and 50 steps, in proportion to both.
   *
   * @param width in pixels, 1 or more
   * @param height in pixels, 1 or more
   * @param steps of the sampler, 1 or more
   */
  public static long bytesPerImage(int width, int height, int steps) {
    if (width < 1 || height < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "image: %d x %d, %d steps (expected: 1 or more each)".formatted(width, height, steps));
    }
    double pixels = (double) width * height / REFERENCE_PIXELS;
    return Math.max(1, (long) (BYTES_PER_IMAGE * pixels * (steps / REFERENCE_STEPS)));
  }

  /**
   * Advice for a batch of equal pictures.
   *
   * @param budget of the device
   * @param freeBytes free on the device; 0 or more
   * @param trend of its use: where use rises or the device is nearly full, less than what is safe
   *     is recommended
   */
  public static BatchAdvice advise(
      VramBudget budget, long freeBytes, UsageTrend trend, int width, int height, int steps) {
    long each = bytesPerImage(width, height, steps);
    long room = budget.available(freeBytes);
    int maxSafe = (int) Math.min(ModelBatch.MAX, room / each);
    boolean rising = trend.direction() == UsageTrend.Direction.INCREASING;
    int recommended = rising ? (maxSafe + 1) / 2 : maxSafe;
    String reasoning =
        "%d MiB per picture of %d x %d at %d steps, %d MiB available%s"
            .formatted(
                each / MEGABYTE,
                width,
                height,
                steps,
                room / MEGABYTE,
                rising ? ", halved because use is increasing" : "");
    return new BatchAdvice(recommended, maxSafe, trend.confidence(), reasoning);
  }
}
