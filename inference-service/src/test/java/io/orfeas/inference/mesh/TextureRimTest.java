package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextureRimTest {
  @Test
  void weigh_randomMask_trustsExactlyWhatIsDeepInside() {
    Random random = new Random(8);
    for (int run = 0; run < 30; run++) {
      int width = 1 + random.nextInt(20);
      int height = 1 + random.nextInt(20);
      int radius = random.nextInt(4);
      float[] mask = new float[width * height];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextInt(30) == 0 ? .2f : 1;
      }
      float[] texels = texels(mask);
      TextureRim.weigh(texels, width, height, radius);
      for (int i = 0; i < mask.length; i++) {
        boolean deep = deepInside(mask, width, height, i % width, i / width, radius);
        assertThat(texels[4 * i + 3] == 1).isEqualTo(deep);
      }
    }
  }

  @Test
  void weigh_emptyMask_trustsNothing() {
    float[] texels = texels(new float[16]);
    TextureRim.weigh(texels, 4, 4, 9);
    assertThat(texels).containsOnly(0);
  }

  private static boolean deepInside(float[] mask, int width, int height, int x, int y, int radius) {
    for (int ny = y - radius; ny <= y + radius; ny++) {
      for (int nx = x - radius; nx <= x + radius; nx++) {
        boolean within = nx >= 0 && ny >= 0 && nx < width && ny < height;
        if (!within || mask[ny * width + nx] < .5f) {
          return false;
        }
      }
    }
    return true;
  }

  private static float[] texels(float[] mask) {
    float[] texels = new float[4 * mask.length];
    for (int i = 0; i < mask.length; i++) {
      texels[4 * i + 3] = mask[i];
    }
    return texels;
  }
}
