package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetryTest {
  private static final int SIDE = 64;

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, -12, 16, -18})
  void find_slantedFigure_findsItsAxis(int degrees) {
    MirrorAxis axis = axisOf(arrow(degrees, 0));

    double off = Math.toDegrees(axis.slant()) - degrees;
    assertThat(Math.abs(Math.IEEEremainder(off, 180))).isLessThan(1.5);
    assertThat(axis.overlap()).isGreaterThan(.95);
  }

  @Test
  void find_disc_isUpright() {
    MirrorAxis axis =
        axisOf(cutout(Silhouettes.coverage(SIDE, (x, y) -> Math.hypot(x - 30, y - 35) < 20)));

    assertThat(axis.slant()).isCloseTo(0, within(.05));
    assertThat(axis.x() * SIDE).isCloseTo(30, within(.5));
  }

  @Test
  void axis_auto_onlyWhereTheOutlineAllButIsOne() {
    assertThat(Symmetry.AUTO.axis(arrow(5, 0))).isPresent();
    assertThat(Symmetry.AUTO.axis(arrow(5, 12))).as("a part on one side only").isEmpty();
    assertThat(Symmetry.AUTO.axis(arrow(30, 0))).as("is tilted").isEmpty();
    assertThat(Symmetry.ON.axis(arrow(5, 12))).isPresent();
    assertThat(Symmetry.OFF.axis(arrow(0, 0))).isEmpty();
  }

  @Test
  void axis_degenerateOutlines_areHarmless() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      Cutout cutout = cutout(Silhouettes.odd(kind, SIDE, kind));
      MirrorAxis axis = Symmetry.ON.axis(cutout).orElseThrow();
      assertThat(axis.overlap()).isBetween(0.0, 1.0);
      DepthShell result = Symmetrizer.symmetrize(shell(cutout), axis);
      for (int i = 0; i < SIDE * SIDE; i++) {
        assertThat(result.front()[i]).isFinite();
        assertThat(result.outline()[i]).isFinite();
      }
    }
  }

  @Test
  void symmetrize_partOnOneSide_appearsOnBoth() {
    DepthShell lopsided = shell(arrow(0, 12));
    MirrorAxis upright = new MirrorAxis(.5, .5, 0, 0);

    DepthShell result = Symmetrizer.symmetrize(lopsided, upright);

    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int here = y * SIDE + x;
        int there = y * SIDE + SIDE - 1 - x;
        assertThat(result.outline()[here]).isCloseTo(result.outline()[there], within(1e-4f));
        assertThat(result.front()[here]).isCloseTo(result.front()[there], within(1e-4f));
        assertThat(result.back()[here]).isCloseTo(result.back()[there], within(1e-4f));
      }
    }
    int part = 32 * SIDE + 54;
    assertThat(lopsided.outline()[part]).isPositive();
    assertThat(result.outline()[part]).isCloseTo(lopsided.outline()[part], within(.02f));
    assertThat(result.outline()[32 * SIDE + SIDE - 1 - 54]).isPositive();
  }

  @Test
  void symmetrize_symmetricShape_staysAsItIs() {
    DepthShell arrow = shell(arrow(0, 0));

    DepthShell result = Symmetrizer.symmetrize(arrow, new MirrorAxis(.5, .5, 0, 1));

    for (int i = 0; i < SIDE * SIDE; i++) {
      assertThat(result.outline()[i]).isCloseTo(arrow.outline()[i], within(.004f));
      if (arrow.outline()[i] > .02) {
        assertThat(result.front()[i]).isCloseTo(arrow.front()[i], within(.01f));
      }
    }
  }

  /** An arrow that points along an axis slanted by some degrees, with a block on one side. */
  private static Cutout arrow(double degrees, double block) {
    double turn = Math.toRadians(degrees);
    return cutout(
        Silhouettes.coverage(
            SIDE,
            (px, py) -> {
              double dx = px - SIDE / 2.0;
              double dy = py - SIDE / 2.0;
              double x = dx * Math.cos(turn) + dy * Math.sin(turn);
              double y = dy * Math.cos(turn) - dx * Math.sin(turn);
              boolean shaft = Math.abs(x) < 6 && Math.abs(y) < 24;
              boolean head = y < -8 && y > -26 && Math.abs(x) < (y + 26) * .9;
              boolean side = x > 0 && x < 14 + block && Math.abs(y) < block / 2;
              return shaft || head || side;
            }));
  }

  private static Cutout cutout(float[] coverage) {
    return Silhouettes.cutout(coverage);
  }

  private static DepthShell shell(Cutout cutout) {
    return new ClassicalShapeEstimator().estimate(cutout, SIDE);
  }

  private static MirrorAxis axisOf(Cutout cutout) {
    return MirrorAxis.find(Outlines.of(cutout, SIDE), SIDE);
  }
}
