package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ForegroundTest {
  private static final int SIDE = 1024;

  @Test
  void find_alpha_previewHasTheObjectWhereTheFullMaskHasIt() {
    int[] argb = new int[SIDE * SIDE];
    for (int y = 200; y < 700; y++) {
      Arrays.fill(argb, y * SIDE + 300, y * SIDE + 900, 0xFF3060C0);
    }
    Foreground found = ForegroundSegmenter.find(new RgbaImage(SIDE, SIDE, argb));

    ForegroundMask preview = found.previewMask();
    assertThat(preview.width()).isEqualTo(256);
    assertThat(PixelBox.of(preview)).isEqualTo(new PixelBox(75, 50, 150, 125));
    assertThat(PixelBox.of(found.mask())).isEqualTo(new PixelBox(300, 200, 600, 500));
    // Transparent pixels are black; none of that gets into the reduced colours.
    assertThat(found.previewImage().pixel(76, 51)).isEqualTo(0xFF3060C0);
    assertThat(found.mask()).isSameAs(found.mask());
  }

  @Test
  void find_lineThatFadesWhenReduced_previewIsTheFullPicture() {
    int[] argb = new int[SIDE * SIDE];
    Arrays.fill(argb, 500 * SIDE + 100, 500 * SIDE + 900, 0xFF102030);
    Foreground found = ForegroundSegmenter.find(new RgbaImage(SIDE, SIDE, argb));

    assertThat(found.previewImage()).isSameAs(found.image());
    assertThat(PixelBox.of(found.previewMask()).width()).isEqualTo(800);
  }

  @Test
  void find_noAlpha_previewAndFullMaskAgree() {
    int[] argb = new int[SIDE * SIDE];
    for (int i = 0; i < argb.length; i++) {
      boolean in = Math.hypot(i % SIDE - 512, i / SIDE - 512) < 300;
      argb[i] = in ? 0xFFB04020 : 0xFFE0E0E0;
    }
    Foreground found = ForegroundSegmenter.find(new RgbaImage(SIDE, SIDE, argb));

    PixelBox preview = PixelBox.of(found.previewMask());
    PixelBox full = PixelBox.of(found.mask());
    assertThat(4 * preview.width()).isBetween(full.width() - 8, full.width() + 8);
    assertThat(full.width()).isBetween(596, 604);
    assertThat(found.mask().confidence()).isEqualTo(found.previewMask().confidence());
    assertThat(found.mask().warnings()).isEqualTo(found.previewMask().warnings()).isEmpty();
  }
}
