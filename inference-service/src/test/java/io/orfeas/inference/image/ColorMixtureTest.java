package io.orfeas.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColorMixtureTest {
  private static final LabImage HALVES =
      LabImage.of(TestImages.draw(40, 40, (x, y) -> x < 10 ? 0xFFFF0000 : 0xFF0000FF));

  @Test
  void fit_twoColors_findsBothAndTheirShares() {
    ColorMixture mixture = ColorMixture.fit(HALVES, all(HALVES), 5);

    assertThat(mixture.count()).isEqualTo(2);
    int red = mixture.nearest(HALVES.l()[0], HALVES.a()[0], HALVES.b()[0]);
    int blue = mixture.nearest(HALVES.l()[39], HALVES.a()[39], HALVES.b()[39]);
    assertThat(mixture.share(red)).isCloseTo(0.25f, within(1e-6f));
    assertThat(mixture.share(blue)).isCloseTo(0.75f, within(1e-6f));
    assertThat(mixture.mean(red, 0)).isCloseTo(53.2f, within(0.5f));
  }

  @Test
  void costs_ofOwnColors_areLowerThanOfOthers() {
    int[] reds = IntStream.range(0, 1600).filter(i -> i % 40 < 10).toArray();
    float[] costs = ColorMixture.fit(HALVES, reds, 5).costs(HALVES);
    assertThat(costs[0]).isLessThan(costs[39] - 100);
  }

  @Test
  void localCosts_farFromWhereAColorOccurs_areHigher() {
    boolean[] everywhere = new boolean[1600];
    java.util.Arrays.fill(everywhere, true);
    LabImage image =
        LabImage.of(
            TestImages.draw(
                40, 40, (x, y) -> x < 20 || (x == 39 && y == 20) ? 0xFFFF0000 : 0xFF0000FF));
    float[] costs = ColorMixture.fit(image, all(image), 2).localCosts(image, everywhere);
    assertThat(costs[20 * 40 + 39]).isGreaterThan(costs[20 * 40] + 0.5f);
  }

  @Test
  void fit_onePixel_works() {
    LabImage one = LabImage.of(TestImages.draw(1, 1, (x, y) -> 0xFF808080));
    ColorMixture mixture = ColorMixture.fit(one, new int[] {0}, 5);
    assertThat(mixture.count()).isEqualTo(1);
    assertThat(mixture.costs(one)[0]).isFinite();
  }

  @Test
  void fit_nothing_isRefused() {
    assertThatThrownBy(() -> ColorMixture.fit(HALVES, new int[0], 5))
        .hasMessage("mixture: 0 samples, 5 components (expected: at least 1 of each)");
  }

  private static int[] all(LabImage image) {
    return IntStream.range(0, image.size()).toArray();
  }
}
