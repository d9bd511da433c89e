package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Maps the surroundings of a box to a square in which the box's longest side takes {@link
 * Cutout#FILL}.
 *
 * <p>Separable: each target column and row has a short list of weighted source columns and rows, by
 * area when reducing, linear when enlarging. Outside the picture coverage is 0. Cost: O(source
 * pixels in the square + target pixels).
 */
final class SquareResampler {
  private static final float TRACE = 1e-4f;

  /** Colours (opaque, black where nothing is covered) and coverage of the square. */
  record Square(int[] rgb, float[] coverage) {}

  private SquareResampler() {}

  static Square resample(RgbaImage image, ForegroundMask mask, PixelBox box, int side) {
    double scale = Math.max(box.width(), box.height()) / (Cutout.FILL * side);
    boolean copied = Math.abs(scale - 1) * side < 1;
    if (copied) {
      scale = 1;
    }
    Taps columns = Taps.of(box.centerX(), scale, side, image.width(), copied);
    Taps rows = Taps.of(box.centerY(), scale, side, image.height(), copied);
    return run(image, mask, columns, rows, side);
  }

  private static Square run(
      RgbaImage image, ForegroundMask mask, Taps columns, Taps rows, int side) {
    Square square = new Square(new int[side * side], new float[side * side]);
    float[] sums = new float[4 * side];
    for (int y = 0; y < side; y++) {
      Arrays.fill(sums, 0);
      for (int t = rows.start(y); t < rows.start(y + 1); t++) {
        addRow(image, mask, rows.source(t), rows.weight(t), columns, sums);
      }
      for (int x = 0; x < side; x++) {
        store(sums, 4 * x, square, y * side + x);
      }
    }
    return square;
  }

  private static void addRow(
      RgbaImage image, ForegroundMask mask, int row, float weight, Taps columns, float[] sums) {
    int start = row * image.width();
    for (int x = 0; 4 * x < sums.length; x++) {
      for (int t = columns.start(x); t < columns.start(x + 1); t++) {
        int from = start + columns.source(t);
        float share = weight * columns.weight(t) * mask.coverage()[from];
        int rgb = image.argb()[from];
        sums[4 * x] += share * (rgb >> 16 & 0xFF);
        sums[4 * x + 1] += share * (rgb >> 8 & 0xFF);
        sums[4 * x + 2] += share * (rgb & 0xFF);
        sums[4 * x + 3] += share;
      }
    }
  }

  private static void store(float[] sums, int at, Square square, int to) {
    float coverage = Math.min(1, sums[at + 3]);
    if (coverage > TRACE) {
      square.coverage()[to] = coverage;
      square.rgb()[to] =
          Math.round(sums[at] / sums[at + 3]) << 16
              | Math.round(sums[at + 1] / sums[at + 3]) << 8
              | Math.round(sums[at + 2] / sums[at + 3]);
    }
  }
}
