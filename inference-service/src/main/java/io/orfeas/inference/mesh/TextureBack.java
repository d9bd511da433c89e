package io.orfeas.inference.mesh;

/**
 * Imagines the back of the object from its front.
 *
 * <p>Idea: what is seen at the outline goes on behind it, so the colours of the rim grow inward
 * over the back; a share of the strongly low-passed front keeps large areas (a shirt, a sky-blue
 * wing) and the overall brightness. Faces and letters, which sit inside and are fine, leave no
 * trace, and at the rim front and back agree, so that no seam shows.
 *
 * <p>Layout: four floats a texel at half the resolution of the front, seen from the front. Cost:
 * three pyramids at a quarter of the texels.
 */
final class TextureBack {
  /** Width of the band that counts as rim, as a fraction of the longer side: one over this. */
  private static final int RIM_CELLS = 64;

  /** Cells along the longer side in the low-passed front. */
  private static final int TONE_CELLS = 16;

  private static final float TONE_SHARE = .35f;

  private TextureBack() {}

  /**
   * Paints the back.
   *
   * @param front the pushed pyramid of the front
   * @param coverage coverage of the texels of its level 1, in 0..1
   * @return texels of the size of level 1, weights 1
   */
  static float[] paint(TexturePyramid front, float[] coverage) {
    int width = front.width(1);
    int height = front.height(1);
    float[] rim = rimWeights(coverage, width, height);
    float[] back = front.level(1).clone();
    for (int i = 0; i < rim.length; i++) {
      back[4 * i + 3] = rim[i];
    }
    TexturePyramid.pull(back, width, height).push();
    TexturePyramid half = TexturePyramid.pull(front.level(1), width, height);
    float[] tone = half.lowPass(half.levelOf(TONE_CELLS));
    for (int i = 0; i < rim.length; i++) {
      float share = TONE_SHARE * (1 - rim[i]);
      for (int k = 4 * i; k < 4 * i + 3; k++) {
        back[k] += share * (tone[k] - back[k]);
      }
    }
    return back;
  }

  /** 1 at the outline and outside, falling to 0 inside where the blurred coverage is high. */
  private static float[] rimWeights(float[] coverage, int width, int height) {
    float[] texels = new float[4 * coverage.length];
    for (int i = 0; i < coverage.length; i++) {
      texels[4 * i] = coverage[i];
      texels[4 * i + 3] = 1;
    }
    TexturePyramid pyramid = TexturePyramid.pull(texels, width, height);
    float[] blurred = pyramid.lowPass(pyramid.levelOf(RIM_CELLS));
    float[] rim = new float[coverage.length];
    for (int i = 0; i < rim.length; i++) {
      float t = Math.min(1, Math.max(0, (blurred[4 * i] - .6f) / .3f));
      rim[i] = 1 - t * t * (3 - 2 * t);
    }
    return rim;
  }
}
