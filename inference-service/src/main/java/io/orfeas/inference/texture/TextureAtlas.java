package io.orfeas.inference.texture;

import java.util.Arrays;

/** The pictures of an atlas: front and back chart computed, then packed side by side or stacked. */
final class TextureAtlas {
  /** The rim reaches this fraction of the chart inward: one over this many texels. */
  private static final int RIM_FRACTION = 256;

  private static final int MIN_RIM = 2;

  private final TextureChart chart;
  private final TexturePyramid front;
  private final float[] back;

  private TextureAtlas(TextureChart chart, TexturePyramid front, float[] back) {
    this.chart = chart;
    this.front = front;
    this.back = back;
  }

  /** The pictures of a chart, whose texels are written. */
  static AtlasKernel.Pictures pictures(TextureChart chart, boolean normalMap) {
    TextureAtlas atlas = of(chart);
    return new AtlasKernel.Pictures(atlas.baseColor(), normalMap ? atlas.normalMap() : null);
  }

  /** Computes both charts. */
  private static TextureAtlas of(TextureChart chart) {
    int width = chart.width();
    int height = chart.height();
    float[] texels = chart.texels();
    float[] coverage = halfCoverage(texels, width, height);
    TextureRim.weigh(
        texels, width, height, Math.max(MIN_RIM, Math.max(width, height) / RIM_FRACTION));
    TexturePyramid front = TexturePyramid.pull(texels, width, height).push();
    return new TextureAtlas(chart, front, TextureBack.paint(front, coverage));
  }

  /** The colour texture. */
  private int[] baseColor() {
    int[] atlas = new int[chart.atlasWidth() * chart.atlasHeight()];
    packFront(atlas);
    packBack(atlas);
    return atlas;
  }

  /** The normal map at half resolution: relief on the front, none on the imagined back. */
  private int[] normalMap() {
    int atlasWidth = chart.atlasWidth() / 2;
    int atlasHeight = chart.atlasHeight() / 2;
    int[] atlas = new int[atlasWidth * atlasHeight];
    Arrays.fill(atlas, TextureDetail.FLAT);
    int width = front.width(1);
    int[] normals = TextureDetail.normals(front.level(1), width, front.height(1));
    for (int y = 0; y < front.height(1); y++) {
      System.arraycopy(normals, y * width, atlas, y * atlasWidth, width);
    }
    return atlas;
  }

  private static float[] halfCoverage(float[] texels, int width, int height) {
    float[] half = new float[width * height / 4];
    for (int i = 0; i < half.length; i++) {
      int from = 4 * (2 * (i / (width / 2)) * width + 2 * (i % (width / 2))) + 3;
      int below = from + 4 * width;
      half[i] = (texels[from] + texels[from + 4] + texels[below] + texels[below + 4]) / 4;
    }
    return half;
  }

  private void packFront(int[] atlas) {
    float[] texels = front.level(0);
    int width = chart.width();
    for (int y = 0; y < chart.height(); y++) {
      int to = y * chart.atlasWidth();
      for (int i = 4 * y * width; i < 4 * (y + 1) * width; i += 4) {
        atlas[to++] = pack(texels[i], texels[i + 1], texels[i + 2]);
      }
    }
  }

  /** Enlarges the half-size back by two, bilinearly, and mirrors it. */
  private void packBack(int[] atlas) {
    int width = chart.width();
    int height = chart.height();
    int first = chart.stacked() ? height * chart.atlasWidth() : width;
    for (int y = 0; y < height; y++) {
      int near = y / 2 * (width / 2);
      int far = neighbour(y, height / 2) * (width / 2);
      int last = first + y * chart.atlasWidth() + width - 1;
      for (int x = 0; x < width; x++) {
        int farX = neighbour(x, width / 2);
        atlas[last - x] =
            blend(4 * (near + x / 2), 4 * (near + farX), 4 * (far + x / 2), 4 * (far + farX));
      }
    }
  }

  private static int neighbour(int fine, int limit) {
    return Math.min(Math.max(fine / 2 + ((fine & 1) == 0 ? -1 : 1), 0), limit - 1);
  }

  private int blend(int nn, int nf, int fn, int ff) {
    return pack(
        .5625f * back[nn] + .1875f * (back[nf] + back[fn]) + .0625f * back[ff],
        .5625f * back[nn + 1] + .1875f * (back[nf + 1] + back[fn + 1]) + .0625f * back[ff + 1],
        .5625f * back[nn + 2] + .1875f * (back[nf + 2] + back[fn + 2]) + .0625f * back[ff + 2]);
  }

  private static int pack(float r, float g, float b) {
    return 0xFF000000 | (int) (r + .5f) << 16 | (int) (g + .5f) << 8 | (int) (b + .5f);
  }
}
