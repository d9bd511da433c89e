package io.orfeas.inference.texture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TexturePyramidTest {
  @Test
  void push_knownTexels_stayAsTheyAre() {
    float[] texels = random(64, 16, 5);
    float[] before = texels.clone();
    TexturePyramid.pull(texels, 64, 16).push();
    for (int i = 0; i < texels.length; i += 4) {
      if (before[i + 3] == 1) {
        assertThat(texels[i]).isEqualTo(before[i]);
      }
    }
  }

  @Test
  void push_unknownTexels_stayWithinTheRangeOfTheKnown() {
    for (int seed = 0; seed < 20; seed++) {
      float[] texels = random(32, 32, seed);
      TexturePyramid.pull(texels, 32, 32).push();
      for (int i = 0; i < texels.length; i++) {
        assertThat(texels[i]).isBetween(i % 4 == 3 ? 1f : 50f, 200.01f);
      }
    }
  }

  @Test
  void push_oneKnownTexel_fillsThePicture() {
    float[] texels = new float[4 * 16 * 8];
    texels[0] = 10;
    texels[3] = 1;
    TexturePyramid.pull(texels, 16, 8).push();
    for (int i = 0; i < texels.length; i += 4) {
      assertThat(texels[i]).isCloseTo(10, within(1e-4f));
    }
  }

  @Test
  void push_nothingKnown_isGrey() {
    float[] texels = new float[4];
    TexturePyramid.pull(texels, 1, 1).push();
    assertThat(texels).containsExactly(128, 128, 128, 1);
  }

  @Test
  void lowPass_checkerboard_isItsMean() {
    float[] texels = new float[4 * 32 * 32];
    for (int i = 0; i < 32 * 32; i++) {
      texels[4 * i] = (i + i / 32) % 2 == 0 ? 0 : 100;
      texels[4 * i + 3] = 1;
    }
    float[] slow = TexturePyramid.pull(texels, 32, 32).lowPass(1);
    for (int i = 0; i < slow.length; i += 4) {
      assertThat(slow[i]).isCloseTo(50, within(1e-4f));
    }
  }

  @Test
  void pull_sidesThatAreNoPowersOfTwo_areRejected() {
    assertThatThrownBy(() -> TexturePyramid.pull(new float[4 * 6], 3, 2))
        .hasMessage("texels: 24 for 3 x 2 (expected: 4 each, sides powers of two)");
  }

  private static float[] random(int width, int height, int seed) {
    Random random = new Random(seed);
    float[] texels = new float[4 * width * height];
    for (int i = 0; i < texels.length; i++) {
      texels[i] = i % 4 == 3 ? random.nextInt(4) / 3f : 50 + 150 * random.nextFloat();
    }
    return texels;
  }
}
