package io.orfeas.inference.texture;

/**
 * Says how far each texel of the picture can be trusted.
 *
 * <p>Idea: the last pixels before the outline are mixed with background, and the steep triangles of
 * the rim stretch them over much surface. So a texel counts fully only when the whole square of
 * {@code 2 * radius + 1} texels around it lies in the object; nearer to the outline it counts a
 * little, which matters only on parts thinner than the square, where nothing better is near.
 *
 * <p>Layout: four floats a texel, coverage in the fourth, replaced by the weight. Cost: two running
 * sums per texel, whatever the radius.
 */
final class TextureRim {
  private static final float THIN = .004f;
  private static final float INSIDE = .5f;

  private TextureRim() {}

  /** Replaces coverage by weight in 0..1. */
  static void weigh(float[] texels, int width, int height, int radius) {
    short[] rows = rowCounts(texels, width, height, radius);
    int full = (2 * radius + 1) * (2 * radius + 1);
    int[] sums = new int[width];
    for (int y = -radius; y < height; y++) {
      addRow(sums, rows, width, height, y + radius, 1);
      addRow(sums, rows, width, height, y - radius - 1, -1);
      for (int x = 0; y >= 0 && x < width; x++) {
        int w = 4 * (y * width + x) + 3;
        texels[w] = sums[x] == full ? 1 : THIN * texels[w] * texels[w];
      }
    }
  }

  /** Per texel, how many of the {@code 2 * radius + 1} around it in its row are inside. */
  private static short[] rowCounts(float[] texels, int width, int height, int radius) {
    short[] counts = new short[width * height];
    for (int y = 0; y < height; y++) {
      int row = y * width;
      int sum = 0;
      for (int x = -radius; x < width; x++) {
        int enters = x + radius;
        int leaves = x - radius - 1;
        sum += enters < width && texels[4 * (row + enters) + 3] >= INSIDE ? 1 : 0;
        sum -= leaves >= 0 && texels[4 * (row + leaves) + 3] >= INSIDE ? 1 : 0;
        if (x >= 0) {
          counts[row + x] = (short) sum;
        }
      }
    }
    return counts;
  }

  private static void addRow(int[] sums, short[] rows, int width, int height, int y, int sign) {
    if (y >= 0 && y < height) {
      for (int x = 0; x < width; x++) {
        sums[x] += sign * rows[y * width + x];
      }
    }
  }
}
