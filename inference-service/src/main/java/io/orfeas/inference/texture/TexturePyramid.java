package io.orfeas.inference.texture;

import java.util.ArrayList;
import java.util.List;

/**
 * Scattered-data filling and low-pass filtering of a weighted picture.
 *
 * <p>Idea: the pull halves the picture again and again, each coarse texel being the weighted mean
 * of its four children; the push goes back down and fills each texel, as far as its weight falls
 * short of 1, with the smooth enlargement of the level above. Known colours stay, unknown ones
 * become the smooth continuation of the nearest known ones, however far away those are.
 *
 * <p>Layout: four floats a texel (three channels and a weight in 0..1), sides powers of two, level
 * 0 finest. Cost: 4/3 reads and writes per texel for the pull and again for the push. Source:
 * Gortler, Grzeszczuk, Szeliski, Cohen, "The Lumigraph", SIGGRAPH 1996, section 3.3.
 */
public final class TexturePyramid {
  private static final float UNKNOWN = 128;

  private final List<float[]> levels = new ArrayList<>();
  private final int width;
  private final int height;

  private TexturePyramid(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /**
   * Pulls.
   *
   * @param texels {@code 4 * width * height} values, becomes level 0 and is written by {@link
   *     #push}
   * @param width texels per row, a power of two
   * @param height rows, a power of two
   */
  public static TexturePyramid pull(float[] texels, int width, int height) {
    if (Integer.bitCount(width) != 1
        || Integer.bitCount(height) != 1
        || texels.length != 4 * width * height) {
      throw new IllegalArgumentException(
          "texels: %d for %d x %d (expected: 4 each, sides powers of two)"
              .formatted(texels.length, width, height));
    }
    TexturePyramid pyramid = new TexturePyramid(width, height);
    pyramid.levels.add(texels);
    for (int level = 0; pyramid.width(level) * pyramid.height(level) > 1; level++) {
      pyramid.levels.add(pyramid.halve(level));
    }
    return pyramid;
  }

  /** Fills every level down to the finest; afterwards all weights are 1. */
  public TexturePyramid push() {
    int top = levels.size() - 1;
    fillTop(levels.get(top));
    for (int level = top - 1; level >= 0; level--) {
      enlarge(levels.get(level + 1), levels.get(level), width(level), height(level));
    }
    return this;
  }

  /** The texels of a level. */
  public float[] level(int level) {
    return levels.get(level);
  }

  /** The coarsest level that has at most {@code texels} texels per row and column. */
  int levelOf(int texels) {
    int level = 0;
    while (level < levels.size() - 1 && Math.max(width(level), height(level)) > texels) {
      level++;
    }
    return level;
  }

  /** A coarse level smoothly enlarged to level 0: the picture without its fine structure. */
  float[] lowPass(int level) {
    float[] coarse = levels.get(level);
    for (int finer = level - 1; finer >= 0; finer--) {
      float[] fine = new float[4 * width(finer) * height(finer)];
      enlarge(coarse, fine, width(finer), height(finer));
      coarse = fine;
    }
    return coarse;
  }

  int width(int level) {
    return Math.max(1, width >> level);
  }

  int height(int level) {
    return Math.max(1, height >> level);
  }

  private float[] halve(int level) {
    float[] fine = levels.get(level);
    int fineWidth = width(level);
    int right = fineWidth > 1 ? 4 : 0;
    int below = height(level) > 1 ? 4 * fineWidth : 0;
    int coarseWidth = width(level + 1);
    float[] coarse = new float[4 * coarseWidth * height(level + 1)];
    for (int to = 0; to < coarse.length; to += 4) {
      int x = to / 4 % coarseWidth;
      int y = to / 4 / coarseWidth;
      int a = 2 * x * right + 2 * y * below;
      mean(fine, a, a + right, a + below, a + below + right, coarse, to);
    }
    return coarse;
  }

  private static void mean(float[] from, int a, int b, int c, int d, float[] to, int i) {
    float wa = from[a + 3];
    float wb = from[b + 3];
    float wc = from[c + 3];
    float wd = from[d + 3];
    float sum = wa + wb + wc + wd;
    if (sum > 0) {
      float scale = 1 / sum;
      for (int k = 0; k < 3; k++) {
        to[i + k] =
            (wa * from[a + k] + wb * from[b + k] + wc * from[c + k] + wd * from[d + k]) * scale;
      }
      to[i + 3] = Math.min(1, sum);
    }
  }

  private static void fillTop(float[] texel) {
    for (int k = 0; k < 3; k++) {
      texel[k] = texel[3] > 0 ? texel[k] : UNKNOWN;
    }
    texel[3] = 1;
  }

  /** Mixes the bilinear enlargement of {@code coarse} into {@code fine} where its weight is low. */
  private static void enlarge(float[] coarse, float[] fine, int width, int height) {
    int coarseWidth = Math.max(1, width / 2);
    int coarseHeight = Math.max(1, height / 2);
    for (int y = 0; y < height; y++) {
      int near = Math.min(y >> 1, coarseHeight - 1);
      int far = Math.min(Math.max(near + ((y & 1) == 0 ? -1 : 1), 0), coarseHeight - 1);
      for (int x = 0; x < width; x++) {
        int i = 4 * (y * width + x);
        float weight = fine[i + 3];
        if (weight < 1) {
          int nearX = Math.min(x >> 1, coarseWidth - 1);
          int farX = Math.min(Math.max(nearX + ((x & 1) == 0 ? -1 : 1), 0), coarseWidth - 1);
          int nn = 4 * (near * coarseWidth + nearX);
          int nf = 4 * (near * coarseWidth + farX);
          int fn = 4 * (far * coarseWidth + nearX);
          int ff = 4 * (far * coarseWidth + farX);
          for (int k = 0; k < 3; k++) {
            float up =
                .5625f * coarse[nn + k]
                    + .1875f * (coarse[nf + k] + coarse[fn + k])
                    + .0625f * coarse[ff + k];
            fine[i + k] = weight * fine[i + k] + (1 - weight) * up;
          }
          fine[i + 3] = 1;
        }
      }
    }
  }
}
