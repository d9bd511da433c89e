package io.orfeas.inference.pipeline;

import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;

/**
 * How fine each stage works, derived from the options alone.
 *
 * @param shapeSide pixels per row of the depth shell
 * @param roughGrid cells along the longest side in the rough mesh
 * @param refinedGrid cells along the longest side in the refined mesh
 * @param finalTexture pixels per chart row in the final mesh
 * @param smoothing rounds of smoothing in the refined and final mesh
 * @param rounding scale below which shapes are rounded off, in object units; 0 for not at all
 */
record DetailPlan(
    int shapeSide,
    int roughGrid,
    int refinedGrid,
    int finalTexture,
    int smoothing,
    double rounding) {

  private static final int MAX_GRID = 448;
  private static final int MAX_SHAPE = 512;
  private static final int SMOOTHING = 3;

  /** Waves of a sixth of the object's length, and half as wide bumps, lose half their height. */
  private static final double ROUNDED = 0.025;

  static DetailPlan of(GenerationOptions options) {
    double factor = options.size().factor();
    int refined = even((64 + 21.4 * (options.quality() - 1)) * factor);
    return new DetailPlan(
        Math.min(MAX_SHAPE, Math.max(128, even(refined * 1.4))),
        Math.max(48, even(refined / 2.5)),
        Math.min(MAX_GRID, refined),
        texture(options.quality(), options.size()),
        SMOOTHING,
        options.style() == Style.STYLIZED ? ROUNDED : 0);
  }

  /** 256 up to quality 2, 512 up to 5, 1024 up to 9, 2048 at 10; one step less or more by size. */
  private static int texture(int quality, Size size) {
    int step = quality <= 2 ? 0 : quality <= 5 ? 1 : quality <= 9 ? 2 : 3;
    int bySize = step + size.ordinal() - Size.MEDIUM.ordinal();
    return 256 << Math.max(0, Math.min(3, bySize));
  }

  private static int even(double value) {
    return 2 * (int) Math.round(value / 2);
  }
}
