package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EdgeRefinerTest {

  @Test
  void refine_coarseMaskOfASoftDisc_recoversItsCoverage() {
    RgbaImage image =
        TestImages.draw(
            512,
            512,
            (x, y) -> {
              float cover = cover(x, y);
              int red = Math.round(200 * cover);
              return 0xFF000000 | red << 16 | Math.round(180 * (1 - cover)) << 8 | 0x30;
            });
    RgbaImage small = BoxReducer.reduce(image, 128);
    boolean[] mask = new boolean[128 * 128];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (small.argb()[i] >> 16 & 0xFF) > 100;
    }

    float[] coverage = EdgeRefiner.refine(image, small, mask);

    double error = 0;
    for (int i = 0; i < coverage.length; i++) {
      assertThat(coverage[i]).isBetween(0f, 1f);
      error += Math.abs(coverage[i] - cover(i % 512, i / 512));
    }
    double outline = 2 * Math.PI * 150;
    assertThat(error / outline).isLessThan(0.35);
  }

  @Test
  void refine_fullOrEmptyMask_isKept() {
    RgbaImage image = TestImages.draw(5, 4, (x, y) -> 0xFF000000 | x * y);
    boolean[] full = new boolean[20];
    assertThat(EdgeRefiner.refine(image, image, full)).containsOnly(0);
    java.util.Arrays.fill(full, true);
    assertThat(EdgeRefiner.refine(image, image, full)).containsOnly(1);
  }

  @Test
  void refine_maskOfOtherSize_isRefused() {
    RgbaImage image = TestImages.draw(5, 4, (x, y) -> 0);
    assertThatThrownBy(() -> EdgeRefiner.refine(image, image, new boolean[3]))
        .hasMessage("mask: 3 (expected: 20)");
  }

  private static float cover(int x, int y) {
    return (float) Math.max(0, Math.min(1, 150.5 - Math.hypot(x - 256, y - 256)));
  }
}
