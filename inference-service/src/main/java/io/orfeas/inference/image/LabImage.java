package io.orfeas.inference.image;

/**
 * A picture in CIE L*a*b* (D65): three planes of {@code width * height} floats, row-major from the
 * top left; L in 0..100, a and b in about -110..110.
 *
 * <p>Lab, because distances in it follow what the eye calls different. Cost: table look-ups only.
 */
record LabImage(int width, int height, float[] l, float[] a, float[] b) {
  private static final int TABLE = 4096;
  private static final float[] LINEAR = linearTable();
  private static final float[] CUBE_ROOT = cubeRootTable();

  /** Converts a picture; alpha is ignored. */
  static LabImage of(RgbaImage image) {
    int[] rgb = image.argb();
    float[] l = new float[rgb.length];
    float[] a = new float[rgb.length];
    float[] b = new float[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      float red = LINEAR[rgb[i] >> 16 & 0xFF];
      float green = LINEAR[rgb[i] >> 8 & 0xFF];
      float blue = LINEAR[rgb[i] & 0xFF];
      // sRGB to XYZ (IEC 61966-2-1), divided by the D65 white.
      float x = root(0.43395f * red + 0.37622f * green + 0.18983f * blue);
      float y = root(0.21267f * red + 0.71516f * green + 0.07217f * blue);
      float z = root(0.01776f * red + 0.10947f * green + 0.87277f * blue);
      l[i] = 116 * y - 16;
      a[i] = 500 * (x - y);
      b[i] = 200 * (y - z);
    }
    return new LabImage(image.width(), image.height(), l, a, b);
  }

  int size() {
    return l.length;
  }

  /** Squared distance of two pixels. */
  float distance2(int i, int j) {
    float dl = l[i] - l[j];
    float da = a[i] - a[j];
    float db = b[i] - b[j];
    return dl * dl + da * da + db * db;
  }

  /** The picture at half the size, rounded down; both sides must be at least 2. */
  LabImage halved() {
    int w = width / 2;
    int h = height / 2;
    return new LabImage(w, h, halved(l, w, h), halved(a, w, h), halved(b, w, h));
  }

  private float[] halved(float[] plane, int w, int h) {
    float[] half = new float[w * h];
    for (int i = 0; i < half.length; i++) {
      int at = i / w * 2 * width + i % w * 2;
      half[i] = (plane[at] + plane[at + 1] + plane[at + width] + plane[at + width + 1]) / 4;
    }
    return half;
  }

  private static float root(float value) {
    float at = Math.min(value, 1) * TABLE;
    int i = Math.min((int) at, TABLE - 1);
    return CUBE_ROOT[i] + (at - i) * (CUBE_ROOT[i + 1] - CUBE_ROOT[i]);
  }

  private static float[] linearTable() {
    float[] table = new float[256];
    for (int i = 0; i < table.length; i++) {
      double v = i / 255.0;
      table[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    }
    return table;
  }

  private static float[] cubeRootTable() {
    float[] table = new float[TABLE + 1];
    for (int i = 0; i <= TABLE; i++) {
      double v = (double) i / TABLE;
      table[i] = (float) (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16.0 / 116);
    }
    return table;
  }
}
