package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Silhouettes;
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
  void of_nothingInside_isRefused() {
    DepthShell empty = new DepthShell(4, new float[16], new float[16], new float[16]);
    assertThatThrownBy(() -> VoxelPreview.of(empty)).isInstanceOf(IllegalArgumentException.class);
  }
}
