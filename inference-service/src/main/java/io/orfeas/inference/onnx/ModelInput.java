package io.orfeas.inference.onnx;

import io.orfeas.inference.field.CoverageGrid;
import io.orfeas.inference.image.Cutout;

/**
 * The picture that a model takes: {@code [N,C,S,S]} floats, {@code (value - mean) / std} of colours
 * in 0..1 over a plain background, framed as a {@link Cutout} is.
 *
 * @param name of the model's input
 * @param withCoverage whether a fourth channel holds coverage, not normalised
 * @param side pixels per row and column that the model is made for, 16..1024
 * @param minSide the least that it still works with; {@code side} where it takes no other
 * @param multiple what sides must be divisible by, at least 1
 * @param mean of red, green, blue
 * @param std of red, green, blue; none 0
 * @param background red, green, blue behind the object, 0..1
 */
record ModelInput(
    String name,
    boolean withCoverage,
    int side,
    int minSide,
    int multiple,
    float[] mean,
    float[] std,
    float[] background) {
  private static final int COLORS = 3;

  /** Planes of the tensor: 3 or 4. */
  int channels() {
    return withCoverage ? COLORS + 1 : COLORS;
  }

  /** The side for a factor in (0, 1]: rounded down to what the model takes. */
  int sideAt(double factor) {
    int wanted = (int) Math.round(side * factor);
    return Math.max(minSide, wanted - wanted % multiple);
  }

  /** Whether the model works on fewer pixels than it is made for. */
  boolean canShrink() {
    return minSide < side;
  }

  /** The tensor of one picture, {@code channels * to * to} values. */
  float[] tensor(Cutout cutout, int to) {
    int from = cutout.side();
    float[] coverage = cutout.mask().coverage();
    float[] tensor = new float[channels() * to * to];
    for (int c = 0; c < COLORS; c++) {
      float[] plane = CoverageGrid.resample(plane(cutout, c), from, to);
      for (int i = 0; i < plane.length; i++) {
        tensor[c * plane.length + i] = (plane[i] - mean[c]) / std[c];
      }
    }
    if (withCoverage) {
      float[] plane = CoverageGrid.resample(coverage, from, to);
      System.arraycopy(plane, 0, tensor, COLORS * plane.length, plane.length);
    }
    return tensor;
  }

  private float[] plane(Cutout cutout, int channel) {
    int[] argb = cutout.color().argb();
    float[] coverage = cutout.mask().coverage();
    float[] plane = new float[argb.length];
    int shift = 8 * (COLORS - 1 - channel);
    for (int i = 0; i < plane.length; i++) {
      float value = (argb[i] >> shift & 0xFF) / 255f;
      plane[i] = background[channel] + (value - background[channel]) * coverage[i];
    }
    return plane;
  }
}
