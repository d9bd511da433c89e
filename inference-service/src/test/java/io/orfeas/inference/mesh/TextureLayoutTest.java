package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TextureLayoutTest {
  @Test
  void of_anyMeshAndPicture_keepsTheObjectInsideItsChart() {
    float[][] sizes = {{1, 1}, {1, .01f}, {.02f, 1}, {.5f, .5f}, {3, 1}};
    for (float[] size : sizes) {
      for (int side : new int[] {16, 100, 512, 1000, 4000}) {
        float[] box = ExportFixtures.box(size[0], size[1], .5f).positions();
        TextureLayout layout = TextureLayout.of(box, side, 512);
        assertThat(Integer.bitCount(layout.cellWidth())).isOne();
        assertThat(Integer.bitCount(layout.cellHeight())).isOne();
        assertThat(Math.max(layout.cellWidth(), layout.cellHeight())).isLessThanOrEqualTo(512);
        assertThat(layout.scale()).isGreaterThanOrEqualTo(1);
        double width = (layout.u(size[0] / 2, true) - layout.u(-size[0] / 2, true));
        double expected = size[0] * .85 * side / layout.scale() / layout.atlasWidth();
        assertThat(width).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void u_backChart_runsTheOtherWay() {
    TextureLayout layout = TextureLayout.of(ExportFixtures.box(1, .5f, 1).positions(), 200, 256);
    assertThat(layout.stacked()).isTrue();
    assertThat(layout.u(.3f, true)).isGreaterThan(layout.u(-.3f, true));
    assertThat(layout.u(.3f, false)).isLessThan(layout.u(-.3f, false));
    assertThat(layout.v(0, false)).isCloseTo(layout.v(0, true) + .5f, within(1e-6f));
  }

  @Test
  void u_farOutside_isClampedToTheChart() {
    TextureLayout layout = TextureLayout.of(ExportFixtures.box(.4f, 1, 1).positions(), 200, 256);
    assertThat(layout.stacked()).isFalse();
    assertThat(layout.u(9, true)).isLessThan(.5f);
    assertThat(layout.u(9, false)).isGreaterThan(.5f);
    assertThat(layout.v(-9, true)).isLessThan(1);
  }
}
