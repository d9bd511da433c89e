package io.orfeas.inference.field;

import java.util.Objects;

/**
 * What one picture shows of a solid: for each pixel of the square frame, how near the viewer the
 * front surface lies and how far the back surface.
 *
 * <p>Frame: the square of {@link io.orfeas.inference.image.Cutout}; depths are z in object units
 * (longest side of the object's picture box is 1, +Z toward the viewer). The solid is {@code
 * outline > 0 && back < z < front}; outside the outline the depths are the smooth continuation and
 * only serve interpolation: a round rim goes on with {@code front < back}, so that half the
 * difference, squared with its sign, falls through zero in a straight line.
 *
 * @param side pixels per row and column, at least 2
 * @param outline signed distance to the outline in object units, positive inside, {@code side²}
 * @param front z of the front surface, {@code side²}
 * @param back z of the back surface, {@code side²}; at most {@code front} inside the outline
 */
public record DepthShell(int side, float[] outline, float[] front, float[] back) implements Shape {
  public DepthShell {
    Objects.requireNonNull(outline, "outline");
    int n = side * side;
    if (side < 2 || outline.length != n || front.length != n || back.length != n) {
      throw new IllegalArgumentException(
          "shell: %d, %d, %d values (expected: %d each, side >= 2)"
              .formatted(outline.length, front.length, back.length, n));
    }
  }

  @Override
  public DepthShell symmetrized(MirrorAxis axis) {
    return Symmetrizer.symmetrize(this, axis);
  }

  @Override
  public DepthShell deepened(double factor) {
    return factor == 1
        ? this
        : new DepthShell(side, outline, multiplied(front, factor), multiplied(back, factor));
  }

  /** At least 1: what is deeper by itself stays as it is. */
  @Override
  public double room() {
    float deepest = 0;
    for (int i = 0; i < outline.length; i++) {
      if (outline[i] > 0) {
        deepest = Math.max(deepest, Math.max(Math.abs(front[i]), Math.abs(back[i])));
      }
    }
    return deepest < 1 ? 1 / (double) deepest : 1;
  }

  private static float[] multiplied(float[] depths, double factor) {
    float[] result = depths.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= (float) factor;
    }
    return result;
  }
}
