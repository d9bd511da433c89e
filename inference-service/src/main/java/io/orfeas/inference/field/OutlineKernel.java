package io.orfeas.inference.field;

/**
 * Measures outlines: the part of an estimate that a device may take over. Every implementation
 * gives the same numbers, bit by bit.
 */
@FunctionalInterface
public interface OutlineKernel {
  /** On the processor. */
  OutlineKernel CPU =
      (coverage, side) -> {
        float[] distance = DistanceTransform.signed(coverage, side);
        MedialBalls balls = MedialBalls.of(distance, side);
        return new Outline(distance, balls.squaredHeight(), balls.centre());
      };

  /**
   * Measures an outline.
   *
   * @param coverage {@code side²} values in 0..1, row by row; NaN counts as 0
   * @throws IllegalArgumentException when there are not as many
   */
  Outline measure(float[] coverage, int side);

  /**
   * What is known of an outline, {@code side²} values each.
   *
   * @param distance signed distance in pixels to where coverage crosses one half, positive inside
   * @param squaredHeight squared half-thickness of the union of all balls that fit behind the
   *     outline, in squared pixels; 0 outside
   * @param centre index of the pixel whose ball is highest, -1 outside
   */
  record Outline(float[] distance, float[] squaredHeight, int[] centre) {}
}
