package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.SurfaceExtractor;
import org.junit.jupiter.api.Test;

/** What every estimator of shells does, whatever it thinks that things look like from behind. */
public abstract class ShapeEstimatorContract {
  /** The estimator under test. */
  protected abstract ShapeEstimator estimator();

  /** Its shell. */
  protected final DepthShell shell(Cutout cutout, int side) {
    return (DepthShell) estimator().estimate(cutout, side);
  }

  @Test
  void estimate_twice_isEqualBitByBit() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.odd(6, 96, 11));
    DepthShell a = shell(cutout, 64);
    DepthShell b = shell(cutout, 64);
    assertThat(a.front()).isEqualTo(b.front());
    assertThat(a.back()).isEqualTo(b.back());
    assertThat(a.outline()).isEqualTo(b.outline());
  }

  @Test
  void estimate_everyKind_isFiniteAndNotInsideOut() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      for (int seed = 0; seed < 4; seed++) {
        Cutout cutout = Silhouettes.cutout(Silhouettes.odd(kind, 48, seed));
        DepthShell shell = shell(cutout, 40);
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
  void estimate_everyKind_extractsToASolid() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      Cutout cutout = Silhouettes.cutout(Silhouettes.odd(kind, 48, kind));
      MeshAudit audit = MeshAudit.of(SurfaceExtractor.extract(shell(cutout, 64), 48));
      assertThat(audit.isSolid()).as("kind %d: %s", kind, audit).isTrue();
    }
  }

  @Test
  void estimate_disc_isNearlyAsDeepAsItIsWide() {
    int side = 128;
    float[] disc = Silhouettes.disc(side, side * Cutout.FILL / 2);
    DepthShell shell = shell(Silhouettes.cutout(disc), side);
    int middle = side / 2 * side + side / 2;
    assertThat(shell.outline()[middle]).isBetween(0.45f, 0.55f);
    assertThat(shell.front()[middle]).isBetween(0.35f, 0.6f);
    assertThat(shell.back()[middle]).isBetween(-0.6f, -0.35f);
  }

  @Test
  void estimate_sideOutOfRange_isRefused() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.disc(32, 10));
    assertThatThrownBy(() -> estimator().estimate(cutout, 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("side: 15 (expected: 16..1024)");
  }

  @Test
  void forRun_sameCutout_isTheSameEstimate() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.odd(6, 96, 3));
    ShapeEstimator run =
        estimator()
            .forRun(
                rung -> {
                  throw new AssertionError("degraded to " + rung);
                });
    for (int side : new int[] {32, 64, 32}) {
      DepthShell once = (DepthShell) run.estimate(cutout, side);
      assertThat(once.front()).isEqualTo(shell(cutout, side).front());
    }
  }

  @Test
  void nameAndDigest_areStable() {
    assertThat(estimator().name()).isEqualTo(estimator().name()).matches("[a-z][a-z0-9-]*");
    assertThat(estimator().digest()).isEqualTo(estimator().digest()).isNotEmpty();
    assertThat(estimator().current().current().name()).isEqualTo(estimator().current().name());
  }
}
