package io.orfeas.inference.field;

/** Values between the pixels of a square grid. */
final class Bilinear {
  private Bilinear() {}

  /**
   * The value at pixel coordinates, where pixel centres are whole; {@code outside} off the grid.
   */
  static float sample(float[] values, int side, double x, double y, float outside) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    if (left < -1 || top < -1 || left >= side || top >= side) {
      return outside;
    }
    float tx = (float) (x - left);
    float ty = (float) (y - top);
    float above =
        mix(at(values, side, left, top, outside), at(values, side, left + 1, top, outside), tx);
    float below =
        mix(
            at(values, side, left, top + 1, outside),
            at(values, side, left + 1, top + 1, outside),
            tx);
    return mix(above, below, ty);
  }

  private static float at(float[] values, int side, int x, int y, float outside) {
    return x < 0 || y < 0 || x >= side || y >= side ? outside : values[y * side + x];
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
