package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.SampledField;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.field.TestVolumes;
import io.orfeas.inference.field.Volume;
import io.orfeas.inference.image.Cutout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoxelPreviewTest {

  @Test
  void of_ball_hasItsVolume() {
    MeshAudit audit = MeshAudit.of(VoxelPreview.of(TestMeshes.ball(128)));
    assertThat(audit.isSolid()).isTrue();
    assertThat(audit.signedVolume()).isCloseTo(Math.PI / 6, within(0.03));
  }

  @Test
  void of_everyKindOfOutline_isSolid() {
    for (int seed = 0; seed < 24; seed++) {
      for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
        DepthShell shell = TestMeshes.shell(Silhouettes.odd(kind, 40, seed), 40);
        MeshAudit audit = MeshAudit.of(VoxelPreview.of(shell));
        assertThat(audit.isSolid()).as("kind %d seed %d: %s", kind, seed, audit).isTrue();
      }
    }
  }

  @Test
  void of_randomDepths_isSolid() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int n = 38;
      float[] outline = new float[n * n];
      float[] front = new float[n * n];
      float[] back = new float[n * n];
      for (int i = 0; i < outline.length; i++) {
        outline[i] = random.nextFloat() - 0.5f;
        back[i] = random.nextFloat() - 0.5f;
        front[i] = back[i] + random.nextFloat() * 0.2f;
      }
      MeshAudit audit = MeshAudit.of(VoxelPreview.of(new DepthShell(n, outline, front, back)));
      assertThat(audit.isSolid()).as("seed %d: %s", seed, audit).isTrue();
    }
  }

  @Test
  void of_hugeDepths_staysSmall() {
    DepthShell shell = TestMeshes.ball(16);
    Arrays.fill(shell.front(), 1e20f);
    assertThat(MeshAudit.of(VoxelPreview.of(shell)).isSolid()).isTrue();
  }

  @Test
  void of_volume_hasItsShape() {
    Volume ring = Volume.of(TestVolumes.ring(48));
    MeshAudit audit = MeshAudit.of(VoxelPreview.of(ring));
    assertThat(audit.isSolid()).as("%s", audit).isTrue();
    assertThat(audit.euler()).as("one hole").isZero();
    assertThat(audit.signedVolume())
        .isCloseTo(2 * Math.PI * Math.PI * .35 * .12 * .12, within(.01));
    double deep = MeshAudit.of(VoxelPreview.of(ring.deepened(1.5))).signedVolume();
    assertThat(deep).isCloseTo(1.5 * audit.signedVolume(), within(.01));
  }

  @Test
  void of_thinPlate_isThereAtAnyDepth() {
    Volume plate =
        Volume.of(
            TestVolumes.field(96, (x, y, z) -> Math.max(Math.abs(z) - .01, Math.hypot(x, y) - .4)));
    for (double depth : new double[] {.1, 1, 4}) {
      MeshAudit audit = MeshAudit.of(VoxelPreview.of(plate.deepened(depth)));
      assertThat(audit.isSolid()).as("depth %s: %s", depth, audit).isTrue();
      assertThat(audit.components()).isEqualTo(1);
      assertThat(audit.signedVolume()).as("depth %s", depth).isGreaterThan(.4 * .4 * 3 / 32);
    }
  }

  /** To the right, above and before the middle. */
  @Test
  void of_volumeOffTheMiddle_isWhereItIs() {
    Volume ball =
        Volume.of(
            TestVolumes.field(
                64, (x, y, z) -> Math.hypot(Math.hypot(x - .1, y - .2), z - .3) - .15));
    BoundingBox middle = BoundingBox.of(VoxelPreview.of(ball).positions());
    assertThat(middle.middleX()).isCloseTo(.1, within(.03));
    assertThat(middle.middleY()).isCloseTo(.2, within(.03));
    assertThat(middle.middleZ()).isCloseTo(.3, within(.03));
    BoundingBox fine = BoundingBox.of(VolumeExtractor.extract(ball, 64).positions());
    assertThat(fine.middleX()).isCloseTo(.1, within(.01));
    assertThat(fine.middleY()).isCloseTo(.2, within(.01));
    assertThat(fine.middleZ()).isCloseTo(.3, within(.01));
  }

  @Test
  void of_oddVolumes_isSolid() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      float[] values = new float[9 * 9 * 9];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.4f;
      }
      Volume volume =
          Volume.of(SampledField.of(9, values)).deepened(0.01 + random.nextDouble() * 5);
      MeshAudit audit = MeshAudit.of(VoxelPreview.of(volume));
      assertThat(audit.isSolid()).as("seed %d: %s", seed, audit).isTrue();
    }
    float[] speck = new float[64 * 64 * 64];
    Arrays.fill(speck, 1);
    speck[(50 * 64 + 40) * 64 + 10] = -1e-3f;
    Volume tiny = Volume.of(SampledField.of(64, speck));
    TriangleMesh block = VoxelPreview.of(tiny);
    assertThat(MeshAudit.of(block).isSolid()).isTrue();
    BoundingBox box = BoundingBox.of(block.positions());
    assertThat(box.middleX()).isCloseTo((10 / 63.0 - .5) / Cutout.FILL, within(.03));
    assertThat(box.middleY()).isCloseTo((40 / 63.0 - .5) / Cutout.FILL, within(.03));
    assertThat(box.middleZ()).isCloseTo((50 / 63.0 - .5) / Cutout.FILL, within(.03));
  }

  @Test
  void of_nothingInside_isRefused() {
    DepthShell empty = new DepthShell(4, new float[16], new float[16], new float[16]);
    assertThatThrownBy(() -> VoxelPreview.of(empty)).isInstanceOf(IllegalArgumentException.class);
  }
}
