package io.orfeas.inference.texture;

/**
 * Guesses fine relief from brightness: a tangent-space normal map.
 *
 * <p>Idea: what is brighter than its surroundings is taken as raised. The slow part of brightness
 * is lighting and paint and is removed by subtracting a low-passed copy, the faint part is grain
 * and is cut; the slope of the rest, scaled and softly bounded, tilts the normal. Slopes stay below
 * {@link #MAX_SLOPE}, so that a printed letter becomes an emboss and never a wall.
 *
 * <p>Layout: {@code 0xFFRRGGBB} a texel, x to the right and y up in 0..255 about 127.5, as glTF 2.0
 * asks. Cost: one pyramid and one pass.
 */
final class TextureDetail {
  /** A texel without tilt. */
  static final int FLAT = 0xFF8080FF;

  private static final float MAX_SLOPE = .35f;
  private static final float GAIN = .02f;

  /** Differences of brightness below this many code values are grain and compression. */
  private static final float NOISE = 3;

  /** Structures coarser than this many texels are lighting or paint, not relief. */
  private static final int COARSE_LEVEL = 2;

  private TextureDetail() {}

  /** The normal map of a filled chart of {@code 4 * width * height} colour values. */
  static int[] normals(float[] texels, int width, int height) {
    float[] relief = relief(texels, width, height);
    int[] out = new int[width * height];
    for (int y = 0; y < height; y++) {
      int above = Math.max(y - 1, 0) * width;
      int below = Math.min(y + 1, height - 1) * width;
      for (int x = 0; x < width; x++) {
        int left = y * width + Math.max(x - 1, 0);
        int right = y * width + Math.min(x + 1, width - 1);
        out[y * width + x] =
            pack(relief[right] - relief[left], relief[above + x] - relief[below + x]);
      }
    }
    return out;
  }

  private static float[] relief(float[] texels, int width, int height) {
    float[] luma = new float[texels.length];
    for (int i = 0; i < texels.length; i += 4) {
      luma[i] = .2126f * texels[i] + .7152f * texels[i + 1] + .0722f * texels[i + 2];
      luma[i + 3] = 1;
    }
    TexturePyramid pyramid = TexturePyramid.pull(luma, width, height);
    float[] slow = pyramid.lowPass(Math.min(COARSE_LEVEL, pyramid.levelOf(1)));
    float[] relief = new float[width * height];
    for (int i = 0; i < relief.length; i++) {
      float raised = luma[4 * i] - slow[4 * i];
      relief[i] = Math.copySign(Math.max(0, Math.abs(raised) - NOISE), raised);
    }
    return relief;
  }

  private static int pack(float dx, float dy) {
    float sx = bounded(-dx * GAIN / 2);
    float sy = bounded(-dy * GAIN / 2);
    float scale = 127.5f / (float) Math.sqrt(sx * sx + sy * sy + 1);
    return 0xFF000000 | channel(sx * scale) << 16 | channel(sy * scale) << 8 | channel(scale);
  }

  /** Soft limit: the identity for small slopes, {@link #MAX_SLOPE} for large ones. */
  private static float bounded(float slope) {
    return slope / (1 + Math.abs(slope) / MAX_SLOPE);
  }

  private static int channel(float value) {
    return Math.min(255, Math.max(0, (int) (value + 128)));
  }
}
