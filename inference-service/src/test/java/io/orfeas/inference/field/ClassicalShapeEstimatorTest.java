package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import org.junit.jupiter.api.Test;

class ClassicalShapeEstimatorTest {
  private final ShapeEstimator estimator = new ClassicalShapeEstimator();

  @Test
  void estimate_disc_isABallOfUnitDiameter() {
    int side = 128;
    double radius = side * Cutout.FILL / 2;
    DepthShell shell = estimator.estimate(Silhouettes.cutout(Silhouettes.disc(side, radius)), side);
    int middle = side / 2 * side + side / 2;
    assertThat(shell.outline()[middle]).isCloseTo(0.5f, within(0.02f));
    assertThat(shell.front()[middle]).isCloseTo(0.5f, within(0.02f));
    assertThat(shell.back()[middle]).isCloseTo(-0.5f, within(0.02f));
  }

  @Test
  void estimate_twice_isEqualBitByBit() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.odd(6, 96, 11));
    DepthShell a = estimator.estimate(cutout, 64);
    DepthShell b = estimator.estimate(cutout, 64);
    assertThat(a.front()).isEqualTo(b.front());
    assertThat(a.back()).isEqualTo(b.back());
    assertThat(a.outline()).isEqualTo(b.outline());
  }

  @Test
  void estimate_everyKind_isFiniteAndNotInsideOut() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      for (int seed = 0; seed < 4; seed++) {
        Cutout cutout = Silhouettes.cutout(Silhouettes.odd(kind, 48, seed));
        DepthShell shell = estimator.estimate(cutout, 40);
        for (int i = 0; i < shell.front().length; i++) {
          assertThat(shell.outline()[i]).isFinite();
          assertThat(shell.front()[i]).isFinite();
          assertThat(shell.back()[i]).isFinite();
          if (shell.outline()[i] > 0) {
            assertThat(shell.front()[i]).isGreaterThanOrEqualTo(shell.back()[i]);
          }
        }
      }
    }
  }

  @Test
  void estimate_sideOutOfRange_isRefused() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.disc(32, 10));
    assertThatThrownBy(() -> estimator.estimate(cutout, 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("side: 15 (expected: 16..1024)");
  }

  @Test
  void nameAndDigest_areStable() {
    assertThat(estimator.name()).isEqualTo("classical");
    assertThat(estimator.digest()).startsWith("classical-");
  }
}
