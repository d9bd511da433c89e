package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.MirrorAxis;
import io.orfeas.inference.field.SampledField;
import io.orfeas.inference.field.TestVolumes;
import io.orfeas.inference.field.Volume;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VolumeExtractorTest {

  @Test
  void extract_ring_hasItsHoleAtAnyDensity() {
    Volume ring = Volume.of(TestVolumes.ring(48));
    for (int grid : new int[] {SurfaceExtractor.MIN_GRID, 20, 64, 150}) {
      MeshAudit audit = MeshAudit.of(VolumeExtractor.extract(ring, grid));
      assertThat(audit.isSolid()).as("grid %d: %s", grid, audit).isTrue();
      assertThat(audit.euler()).as("grid %d", grid).isZero();
    }
    double exact = 2 * Math.PI * Math.PI * .35 * .12 * .12;
    assertThat(MeshAudit.of(VolumeExtractor.extract(ring, 150)).signedVolume())
        .isCloseTo(exact, within(exact / 20));
  }

  @Test
  void extract_mirroredNoise_isSolid() {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      float[] values = new float[11 * 11 * 11];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - .4f;
      }
      Volume noise =
          Volume.of(SampledField.of(11, values))
              .symmetrized(new MirrorAxis(.5, .5, random.nextDouble() - .5, 1));
      TriangleMesh mesh = VolumeExtractor.extract(noise, 12 + random.nextInt(30));
      MeshAudit audit = MeshAudit.of(mesh);
      assertThat(audit.isSolid()).as("seed %d: %s", seed, audit).isTrue();
    }
  }

  @Test
  void extract_deepened_isSoMuchDeeper() {
    Volume ring = Volume.of(TestVolumes.ring(48));
    TriangleMesh plain = VolumeExtractor.extract(ring, 40);
    TriangleMesh deep = VolumeExtractor.extract(ring.deepened(2.5), 40);
    for (int i = 0; i < plain.positions().length; i++) {
      float expected = plain.positions()[i] * (i % 3 == 2 ? 2.5f : 1);
      assertThat(deep.positions()[i]).isEqualTo(expected);
    }
  }

  @Test
  void extract_speckBetweenTheLatticesPoints_isFound() {
    float[] values = new float[64 * 64 * 64];
    Arrays.fill(values, 1);
    values[(31 * 64 + 30) * 64 + 29] = -1e-3f;
    TriangleMesh mesh = VolumeExtractor.extract(Volume.of(SampledField.of(64, values)), 8);
    assertThat(MeshAudit.of(mesh).isSolid()).isTrue();
  }

  @Test
  void extract_nothingInside_isRefused() {
    Volume nothing = Volume.of(SampledField.of(8, new float[512]));
    assertThatThrownBy(() -> VolumeExtractor.extract(nothing, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("volume: nothing inside (expected: at least one point)");
    assertThatThrownBy(() -> VolumeExtractor.extract(nothing, 7))
        .hasMessage("grid: 7 (expected: 8..1024)");
  }
}
