package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import org.junit.jupiter.api.Test;

class ClassicalShapeEstimatorTest extends ShapeEstimatorContract {
  @Override
  protected ShapeEstimator estimator() {
    return new ClassicalShapeEstimator();
  }

  @Test
  void estimate_disc_isABallOfUnitDiameter() {
    int side = 128;
    double radius = side * Cutout.FILL / 2;
    DepthShell shell = shell(Silhouettes.cutout(Silhouettes.disc(side, radius)), side);
    int middle = side / 2 * side + side / 2;
    assertThat(shell.outline()[middle]).isCloseTo(0.5f, within(0.02f));
    assertThat(shell.front()[middle]).isCloseTo(0.5f, within(0.02f));
    assertThat(shell.back()[middle]).isCloseTo(-0.5f, within(0.02f));
  }

  @Test
  void nameAndDigest_areKnown() {
    assertThat(estimator().name()).isEqualTo("classical");
    assertThat(estimator().digest()).startsWith("classical-");
  }
}
