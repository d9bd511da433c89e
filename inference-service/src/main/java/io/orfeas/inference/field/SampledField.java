package io.orfeas.inference.field;

/**
 * A scalar field whose values are all at hand.
 *
 * @param side points along each axis, 2..1024
 * @param values {@code side³} values, x fastest, then y, then z; negative inside
 * @param steepness the most that values change over one cell; infinite where it is not known
 */
public record SampledField(int side, float[] values, float steepness) implements ScalarField {
  private static final int MAX_SIDE = 1024;

  public SampledField {
    if (side < 2 || side > MAX_SIDE || values.length != (long) side * side * side) {
      throw new IllegalArgumentException(
          "field: %d values (expected: %d cubed, side 2..%d)"
              .formatted(values.length, side, MAX_SIDE));
    }
    if (!(steepness > 0)) {
      throw new IllegalArgumentException("steepness: " + steepness + " (expected: above 0)");
    }
  }

  /**
   * A field whose steepness is taken from its values, and holds between its points too.
   *
   * @param values as above, taken over: what is no number becomes outside, and what is infinite as
   *     far in or out as any other
   */
  public static SampledField of(int side, float[] values) {
    makeFinite(values);
    double x = steepest(side, values, 1);
    double y = steepest(side, values, side);
    double z = steepest(side, values, side * side);
    float steepness = (float) Math.sqrt(x * x + y * y + z * z);
    return new SampledField(side, values, Math.max(Float.MIN_NORMAL, steepness));
  }

  /** The most that neighbours along an axis differ by. */
  private static double steepest(int side, float[] values, int step) {
    double most = 0;
    for (int start = 0; start + step * side <= values.length; start += step * side) {
      for (int i = start; i < start + step * (side - 1); i++) {
        most = Math.max(most, Math.abs((double) values[i + step] - values[i]));
      }
    }
    return most;
  }

  private static void makeFinite(float[] values) {
    float most = Float.MIN_NORMAL;
    for (float value : values) {
      most = Float.isFinite(value) ? Math.max(most, Math.abs(value)) : most;
    }
    // Differences of what is larger are beyond the range of floats.
    float limit = Math.min(most, Float.MAX_VALUE / 4);
    for (int i = 0; i < values.length; i++) {
      float value = values[i] < -limit ? -limit : values[i] <= limit ? values[i] : limit;
      values[i] = value + 0f; // so that no zero is negative
    }
  }

  @Override
  public void read(int x, int y, int z, int count, float[] out, int at) {
    System.arraycopy(values, index(x, y, z), out, at, count);
  }

  @Override
  public float value(int x, int y, int z) {
    return values[index(x, y, z)];
  }

  /**
   * The trilinear value between points, as far as the lattice goes.
   *
   * @param x in points; likewise y and z
   */
  float between(double x, double y, double z) {
    int left = low(x);
    int below = low(y);
    int behind = low(z);
    float tx = share(x, left);
    float ty = share(y, below);
    float tz = share(z, behind);
    int i = index(left, below, behind);
    float back = plane(i, tx, ty);
    return back + tz * (plane(i + side * side, tx, ty) - back);
  }

  private int low(double at) {
    return Math.max(0, Math.min(side - 2, (int) Math.floor(at)));
  }

  private static float share(double at, int low) {
    return (float) Math.max(0, Math.min(1, at - low));
  }

  private float plane(int i, float tx, float ty) {
    float low = values[i] + tx * (values[i + 1] - values[i]);
    float high = values[i + side] + tx * (values[i + side + 1] - values[i + side]);
    return low + ty * (high - low);
  }

  private int index(int x, int y, int z) {
    return (z * side + y) * side + x;
  }
}
