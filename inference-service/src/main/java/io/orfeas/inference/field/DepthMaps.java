package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import java.util.Optional;

/**
 * Front and back of a solid as a model guesses them: unlike a {@link DepthShell}, on the model's
 * own grid, without an outline, and with whatever values the model came up with.
 *
 * <p>Frame and units are the shell's: z in object units, +Z toward the viewer. Values outside the
 * object mean nothing.
 *
 * @param side pixels per row and column, at least 2
 * @param front z of the front, {@code side²}
 * @param back z of the back, {@code side²}
 * @param confidence how far each pixel is to be believed, 0 to 1, {@code side²}: what is missing to
 *     1 is the classical estimator's, and what is no number is 0; empty where the model does not
 *     say, for 1
 */
public record DepthMaps(int side, float[] front, float[] back, Optional<float[]> confidence)
    implements ShapeGuess {
  /** Twice the longest side of the picture's box: nothing believable is thicker. */
  private static final float LIMIT = 2;

  /** Pixels of half-thickness, and of distance from the outline, that a solid has at least. */
  private static final float THINNEST = 1;

  public DepthMaps {
    int believed = confidence.map(values -> values.length).orElse(front.length);
    if (side < 2
        || front.length != side * side
        || back.length != front.length
        || believed != front.length) {
      throw new IllegalArgumentException(
          "depths: %d, %d, %d values (expected: side² each, side >= 2)"
              .formatted(front.length, back.length, believed));
    }
  }

  /** Depths that are believed everywhere. */
  public DepthMaps(int side, float[] front, float[] back) {
    this(side, front, back, Optional.empty());
  }

  /** No depth anywhere. */
  static DepthMaps flat() {
    return new DepthMaps(2, new float[4], new float[4]);
  }

  /**
   * The shell that these depths are within the outline of a cut-out: a solid in any case, however
   * bad the depths are. Where they are no numbers or inside out, it is as thin as a sheet.
   *
   * @param wanted pixels per row and column of the shell, 16..1024
   */
  @Override
  public DepthShell within(Cutout cutout, int wanted) {
    ShellBuilder.checkSide(wanted);
    float[] coverage = CoverageGrid.resample(cutout.mask().coverage(), cutout.side(), wanted);
    CoverageGrid.lift(coverage);
    float[] distance = DistanceTransform.signed(coverage, wanted);
    float[] weight = CoverageGrid.resample(cutout.mask().coverage(), cutout.side(), side);
    float pixels = (float) (wanted * Cutout.FILL);
    float[] squares = new float[distance.length];
    float[] mid = new float[distance.length];
    double scale = (double) side / wanted;
    for (int i = 0; i < squares.length; i++) {
      if (distance[i] > 0) {
        double x = (i % wanted + 0.5) * scale - 0.5;
        double y = (i / wanted + 0.5) * scale - 0.5;
        float f = sample(front, weight, x, y) * pixels;
        float b = sample(back, weight, x, y) * pixels;
        float least = Math.min(THINNEST, distance[i]);
        float half = Math.max(least, (f - b) / 2);
        squares[i] = half * half;
        mid[i] = (f + b) / 2;
      }
    }
    if (confidence.isPresent()) {
      DepthShell other = new ClassicalShapeEstimator().estimate(cutout, wanted);
      fillIn(other, shares(confidence.get()), weight, squares, mid);
    }
    widen(mid, distance, wanted);
    return ShellBuilder.of(distance, squares, mid, wanted);
  }

  /** What is missing to full confidence is another shell's, inside its outline. */
  private void fillIn(
      DepthShell other, float[] confidence, float[] weight, float[] squares, float[] mid) {
    int wanted = other.side();
    float pixels = (float) (wanted * Cutout.FILL);
    double scale = (double) side / wanted;
    for (int i = 0; i < squares.length; i++) {
      if (other.outline()[i] > 0) {
        double x = (i % wanted + 0.5) * scale - 0.5;
        double y = (i / wanted + 0.5) * scale - 0.5;
        float missing = 1 - sample(confidence, weight, x, y);
        float half = (other.front()[i] - other.back()[i]) / 2 * pixels;
        float middle = (other.front()[i] + other.back()[i]) / 2 * pixels;
        squares[i] += missing * (half * half - squares[i]);
        mid[i] += missing * (middle - mid[i]);
      }
    }
  }

  private static float[] shares(float[] values) {
    float[] shares = new float[values.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = values[i] > 0 ? Math.min(1, values[i]) : 0;
    }
    return shares;
  }

  /** Between pixel centres, from those neighbours that the object covers, as far as it does. */
  private float sample(float[] depths, float[] weight, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < 4; k++) {
      int column = Math.max(0, Math.min(side - 1, left + k % 2));
      int row = Math.max(0, Math.min(side - 1, top + k / 2));
      double across = k % 2 == 0 ? left + 1 - x : x - left;
      double down = k / 2 == 0 ? top + 1 - y : y - top;
      float depth = depths[row * side + column];
      double share = across * down * weight[row * side + column];
      if (Float.isFinite(depth) && share > 0) {
        sum += share * Math.max(-LIMIT, Math.min(LIMIT, depth));
        weights += share;
      }
    }
    return weights > 0 ? (float) (sum / weights) : 0;
  }

  /** Continues the middle by one pixel beyond the outline, where interpolation reads it. */
  private static void widen(float[] mid, float[] distance, int side) {
    for (int i = 0; i < mid.length; i++) {
      if (distance[i] > 0) {
        continue;
      }
      float sum = 0;
      int count = 0;
      for (int k = 0; k < 9; k++) {
        int x = i % side + k % 3 - 1;
        int y = i / side + k / 3 - 1;
        if (x >= 0 && x < side && y >= 0 && y < side && distance[y * side + x] > 0) {
          sum += mid[y * side + x];
          count++;
        }
      }
      mid[i] = count == 0 ? 0 : sum / count;
    }
  }
}
