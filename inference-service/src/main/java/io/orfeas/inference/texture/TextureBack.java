package io.orfeas.inference.texture;

/**
 * Imagines the back of the object from its front.
 *
 * <p>Idea: what is seen at the outline goes on behind it, so the colours of the rim grow inward
 * over the back, more readily sideways than up and down, as most things are banded by gravity (cap
 * over stem, shirt over trousers); a small share of the strongly low-passed front keeps the tone of
 * large areas. Faces and letters, which sit inside and are fine, leave no trace, and at the rim
 * front and back agree, so that no seam shows.
 *
 * <p>Layout: four floats a texel at half the resolution of the front, seen from the front. Cost:
 * three pyramids at a quarter of the texels.
 */
final class TextureBack {
  /** Width of the band that counts as rim, as a fraction of the longer side: one over this. */
  private static final int RIM_CELLS = 64;

  /** Cells along the longer side in the low-passed front. */
  private static final int TONE_CELLS = 16;

  private static final float TONE_SHARE = .15f;

  /** How many times farther colours grow sideways than up and down; a power of two. */
  private static final int SQUEEZE = 4;

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
    float[] grown = grow(front.level(1), rim, width, height);
    TexturePyramid half = TexturePyramid.pull(front.level(1), width, height);
    float[] tone = half.lowPass(half.levelOf(TONE_CELLS));
    for (int i = 0; i < rim.length; i++) {
      for (int k = 4 * i; k < 4 * i + 3; k++) {
        float inside = grown[k] + TONE_SHARE * (tone[k] - grown[k]);
        grown[k] = inside + rim[i] * (front.level(1)[k] - inside);
      }
    }
    return grown;
  }

  /** The colours of the rim, grown over the inside in a picture squeezed to a narrow one. */
  private static float[] grow(float[] colors, float[] rim, int width, int height) {
    int narrow = Math.max(1, width / SQUEEZE);
    int squeeze = width / narrow;
    float[] texels = new float[4 * narrow * height];
    for (int i = 0; i < rim.length; i++) {
      int to = 4 * (i / width * narrow + i % width / squeeze);
      for (int k = 0; k < 3; k++) {
        texels[to + k] += rim[i] * colors[4 * i + k];
      }
      texels[to + 3] += rim[i];
    }
    for (int i = 0; i < texels.length; i += 4) {
      float sum = texels[i + 3];
      for (int k = i; k < i + 3; k++) {
        texels[k] = sum > 0 ? texels[k] / sum : 0;
      }
      texels[i + 3] = sum / squeeze;
    }
    TexturePyramid.pull(texels, narrow, height).push();
    return widen(texels, narrow, squeeze, height);
  }

  private static float[] widen(float[] texels, int narrow, int squeeze, int height) {
    int width = narrow * squeeze;
    float[] wide = new float[4 * width * height];
    for (int i = 0; i < width * height; i++) {
      float x = Math.min(Math.max((i % width + .5f) / squeeze - .5f, 0), narrow - 1);
      int left = 4 * (i / width * narrow + (int) x);
      int right = (int) x < narrow - 1 ? left + 4 : left;
      float share = x - (int) x;
      for (int k = 0; k < 4; k++) {
        wide[4 * i + k] = texels[left + k] + share * (texels[right + k] - texels[left + k]);
      }
    }
    return wide;
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
