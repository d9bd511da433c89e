package io.orfeas.inference.texture;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.RgbaImage;
import java.util.Arrays;

/** The pictures of an atlas: front and back chart computed, then packed side by side or stacked. */
final class TextureAtlas {
  /** The rim reaches this fraction of the chart inward: one over this many texels. */
  private static final int RIM_FRACTION = 256;

  private static final int MIN_RIM = 2;

  private final TextureLayout layout;
  private final TexturePyramid front;
  private final float[] back;

  private TextureAtlas(TextureLayout layout, TexturePyramid front, float[] back) {
    this.layout = layout;
    this.front = front;
    this.back = back;
  }

  /** Computes both charts. */
  static TextureAtlas of(Cutout cutout, TextureLayout layout) {
    int width = layout.cellWidth();
    int height = layout.cellHeight();
    float[] texels = TextureSampler.sample(cutout, layout);
    float[] coverage = halfCoverage(texels, width, height);
    TextureRim.weigh(
        texels, width, height, Math.max(MIN_RIM, Math.max(width, height) / RIM_FRACTION));
    TexturePyramid front = TexturePyramid.pull(texels, width, height).push();
    return new TextureAtlas(layout, front, TextureBack.paint(front, coverage));
  }

  /** The colour texture. */
  RgbaImage baseColor() {
    int[] atlas = new int[layout.atlasWidth() * layout.atlasHeight()];
    packFront(atlas);
    packBack(atlas);
    return new RgbaImage(layout.atlasWidth(), layout.atlasHeight(), atlas);
  }

  /** The normal map at half resolution: relief on the front, none on the imagined back. */
  RgbaImage normalMap() {
    int atlasWidth = layout.atlasWidth() / 2;
    int atlasHeight = layout.atlasHeight() / 2;
    int[] atlas = new int[atlasWidth * atlasHeight];
    Arrays.fill(atlas, TextureDetail.FLAT);
    int width = front.width(1);
    int[] normals = TextureDetail.normals(front.level(1), width, front.height(1));
    for (int y = 0; y < front.height(1); y++) {
      System.arraycopy(normals, y * width, atlas, y * atlasWidth, width);
    }
    return new RgbaImage(atlasWidth, atlasHeight, atlas);
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
    int width = layout.cellWidth();
    for (int y = 0; y < layout.cellHeight(); y++) {
      int to = y * layout.atlasWidth();
      for (int i = 4 * y * width; i < 4 * (y + 1) * width; i += 4) {
        atlas[to++] = pack(texels[i], texels[i + 1], texels[i + 2]);
      }
    }
  }

  /** Enlarges the half-size back by two, bilinearly, and mirrors it. */
  private void packBack(int[] atlas) {
    int width = layout.cellWidth();
    int height = layout.cellHeight();
    int first = layout.stacked() ? height * layout.atlasWidth() : width;
    for (int y = 0; y < height; y++) {
      int near = y / 2 * (width / 2);
      int far = neighbour(y, height / 2) * (width / 2);
      int last = first + y * layout.atlasWidth() + width - 1;
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
