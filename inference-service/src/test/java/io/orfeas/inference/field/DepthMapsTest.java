package io.orfeas.inference.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.mesh.SurfaceExtractor;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models answer what they like; the result is a solid all the same. */
class DepthMapsTest {
  private static final int SIDE = 24;

  @ParameterizedTest
  @ValueSource(
      floats = {
        0,
        -1,
        0.3f,
        1e9f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE
      })
  void within_anyDepths_isASolidForEveryOutline(float depth) {
    DepthMaps maps = new DepthMaps(SIDE, filled(depth), filled(-depth));
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      Cutout cutout = Silhouettes.cutout(Silhouettes.odd(kind, 48, kind));
      MeshAudit audit = MeshAudit.of(SurfaceExtractor.extract(maps.within(cutout, 48), 40));
      assertThat(audit.isSolid()).as("kind %d: %s", kind, audit).isTrue();
    }
  }

  @Test
  void within_depthsOutsideTheObject_meanNothing() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.disc(SIDE, 8));
    float[] front = filled(0.3f);
    float[] wild = filled(0.3f);
    float[] coverage = cutout.mask().coverage();
    for (int i = 0; i < wild.length; i++) {
      if (coverage[i] == 0) {
        wild[i] = i % 2 == 0 ? Float.NaN : 77;
      }
    }

    DepthShell a = new DepthMaps(SIDE, front, filled(-0.3f)).within(cutout, 64);
    DepthShell b = new DepthMaps(SIDE, wild, filled(-0.3f)).within(cutout, 64);

    assertThat(b.front()).isEqualTo(a.front());
    assertThat(b.back()).isEqualTo(a.back());
  }

  @Test
  void within_asymmetricDepths_areKept() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.disc(96, 40));
    DepthShell shell = new DepthMaps(SIDE, filled(0.4f), filled(-0.1f)).within(cutout, 96);
    int middle = 48 * 96 + 48;
    assertThat(shell.front()[middle]).isBetween(0.399f, 0.401f);
    assertThat(shell.back()[middle]).isBetween(-0.101f, -0.099f);
  }

  @Test
  void within_confidence_isTheModelsShareOfTheShape() {
    Cutout cutout = Silhouettes.cutout(Silhouettes.disc(96, 40));
    DepthShell classical = new ClassicalShapeEstimator().estimate(cutout, 96);
    DepthShell model = new DepthMaps(SIDE, filled(0.4f), filled(-0.1f)).within(cutout, 96);
    int middle = 48 * 96 + 48;

    assertThat(believed(1, cutout).front()).isEqualTo(model.front());
    for (float none : new float[] {0, -3, Float.NaN}) {
      assertThat(believed(none, cutout).front()[middle])
          .isCloseTo(classical.front()[middle], within(1e-4f));
    }
    DepthShell half = believed(0.5f, cutout);
    assertThat(half.front()[middle] + half.back()[middle])
        .as("the middle")
        .isCloseTo(
            (model.front()[middle]
                    + model.back()[middle]
                    + classical.front()[middle]
                    + classical.back()[middle])
                / 2,
            within(1e-4f));
    assertThat(thickness(half, middle))
        .isBetween(thickness(model, middle), thickness(classical, middle));
  }

  private static DepthShell believed(float confidence, Cutout cutout) {
    return new DepthMaps(SIDE, filled(0.4f), filled(-0.1f), Optional.of(filled(confidence)))
        .within(cutout, 96);
  }

  private static float thickness(DepthShell shell, int i) {
    return shell.front()[i] - shell.back()[i];
  }

  @Test
  void new_wrongLength_isRefused() {
    assertThatThrownBy(() -> new DepthMaps(3, new float[9], new float[8]))
        .hasMessage("depths: 9, 8, 9 values (expected: side² each, side >= 2)");
  }

  private static float[] filled(float value) {
    float[] values = new float[SIDE * SIDE];
    Arrays.fill(values, value);
    return values;
  }
}
