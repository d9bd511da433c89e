package io.orfeas.inference.field;

import org.jspecify.annotations.Nullable;

/**
 * Makes shells of outlines: the part of an estimate that a device may take over. Every
 * implementation gives the same shell, bit by bit.
 *
 * <p>Distances to the outline and the balls that fit behind it are the same for all objects; what
 * they say about its thickness and its place in depth is for the {@link Profiler} to judge; and
 * smoothing that, and going on beyond the rim, is again the same for all.
 */
@FunctionalInterface
public interface ReliefKernel {
  /** On the processor. */
  ReliefKernel CPU = Relief::shell;

  /**
   * Makes a shell.
   *
   * @param coverage {@code side²} values in 0..1, row by row; NaN counts as 0
   * @param side pixels per row and column, 2 or more
   * @throws IllegalArgumentException when there are not as many
   */
  DepthShell shell(float[] coverage, int side, Profiler profiler);

  /** Says how thick an object is, and where in depth. */
  @FunctionalInterface
  interface Profiler {
    /** Heights and depths for an outline of {@code side²} pixels. */
    Profile profile(Outline outline, int side);
  }

  /**
   * What is known of an outline, {@code side²} values each.
   *
   * @param distance signed distance in pixels to where coverage crosses one half, positive inside
   * @param squaredHeight squared half-thickness of the union of all balls that fit behind the
   *     outline, in squared pixels; 0 outside
   * @param centre index of the pixel whose ball is highest, -1 outside
   */
  record Outline(float[] distance, float[] squaredHeight, int[] centre) {}

  /**
   * Heights and depths that are not smooth yet, {@code side²} values each, of which those inside
   * count.
   *
   * @param squaredHeight squared half-thickness in squared pixels; may be written
   * @param mid depth of the middle in pixels, toward the viewer positive; null where it is even;
   *     may be written
   */
  record Profile(float[] squaredHeight, float @Nullable [] mid) {}
}
