package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Silhouettes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurfaceExtractorTest {

  @Test
  void extract_ball_hasItsVolumeAndShape() {
    for (int grid : new int[] {16, 64, 200}) {
      TriangleMesh mesh = SurfaceExtractor.extract(TestMeshes.ball(128), grid);
      MeshAudit audit = MeshAudit.of(mesh);
      assertThat(audit.isSolid()).isTrue();
      assertThat(audit.euler()).isEqualTo(2);
      assertThat(audit.signedVolume()).isCloseTo(Math.PI / 6, within(1.5 / (grid * 1.0)));
      for (int i = 0; i < mesh.positions().length; i += 3) {
        float[] p = mesh.positions();
        double radius = Math.sqrt(p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2]);
        assertThat(radius).isCloseTo(0.5, within(0.1 / grid + 0.004));
      }
    }
  }

  @Test
  void extract_ring_hasAHandle() {
    float[] ring =
        Silhouettes.coverage(64, (x, y) -> Math.abs(Math.hypot(x - 32, y - 32) - 20) < 6);
    MeshAudit audit = MeshAudit.of(SurfaceExtractor.extract(TestMeshes.shell(ring, 64), 64));
    assertThat(audit.isSolid()).isTrue();
    assertThat(audit.euler()).isZero();
  }

  @Test
  void extract_everyKindOfOutline_isSolid() {
    for (int seed = 0; seed < 24; seed++) {
      for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
        DepthShell shell = TestMeshes.shell(Silhouettes.odd(kind, 40, seed), 40);
        int grid = 8 + new Random(seed * 31L + kind).nextInt(90);
        MeshAudit audit = MeshAudit.of(SurfaceExtractor.extract(shell, grid));
        assertThat(audit.isSolid()).as("kind %d seed %d: %s", kind, seed, audit).isTrue();
      }
    }
  }

  @Test
  void extract_randomShells_areSolid() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int side = 2 + random.nextInt(20);
      DepthShell shell =
          new DepthShell(
              side, noise(side, random, seed), noise(side, random, 1), noise(side, random, 1));
      shell.outline()[random.nextInt(side * side)] = 0.1f;
      MeshAudit audit = MeshAudit.of(SurfaceExtractor.extract(shell, 8 + random.nextInt(60)));
      assertThat(audit.isSolid()).as("seed %d: %s", seed, audit).isTrue();
    }
  }

  @Test
  void extract_notFiniteValues_areReplaced() {
    DepthShell shell = TestMeshes.ball(32);
    shell.front()[500] = Float.NaN;
    shell.back()[400] = Float.NEGATIVE_INFINITY;
    shell.outline()[510] = Float.NaN;
    assertThat(MeshAudit.of(SurfaceExtractor.extract(shell, 32)).isSolid()).isTrue();
  }

  @Test
  void extract_hugeDepths_areCutOff() {
    DepthShell shell = TestMeshes.ball(16);
    Arrays.fill(shell.front(), 1e20f);
    TriangleMesh mesh = SurfaceExtractor.extract(shell, 16);
    assertThat(mesh.triangleCount()).isLessThan(100_000);
  }

  @Test
  void extract_partsBetweenLatticePoints_fallsBackToPixels() {
    DepthShell shell = TestMeshes.shell(Silhouettes.odd(7, 256, 5), 256);
    assertThat(MeshAudit.of(SurfaceExtractor.extract(shell, 8)).isSolid()).isTrue();
  }

  @Test
  void extract_everythingInside_closesAtTheBorder() {
    int n = 6;
    float[] one = new float[n * n];
    float[] minus = new float[n * n];
    Arrays.fill(one, 0.2f);
    Arrays.fill(minus, -0.2f);
    MeshAudit audit =
        MeshAudit.of(SurfaceExtractor.extract(new DepthShell(n, one, one, minus), 20));
    assertThat(audit.isSolid()).isTrue();
  }

  @Test
  void extract_nothingInside_isRefused() {
    DepthShell empty = new DepthShell(4, new float[16], new float[16], new float[16]);
    assertThatThrownBy(() -> SurfaceExtractor.extract(empty, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no pixel inside");
  }

  @Test
  void extract_finerLattice_growsWithTheSurface() {
    DepthShell ball = TestMeshes.ball(64);
    TriangleMesh coarse = SurfaceExtractor.extract(ball, 64);
    TriangleMesh fine = SurfaceExtractor.extract(ball, 512);
    long coarseBytes = GrowthReport.allocatedBytes(() -> SurfaceExtractor.extract(ball, 64));
    long fineBytes = GrowthReport.allocatedBytes(() -> SurfaceExtractor.extract(ball, 512));

    // Eight times as fine: 64 times the surface, 512 times the volume.
    assertThat((double) fine.triangleCount() / coarse.triangleCount()).isBetween(55.0, 75.0);
    assertThat((double) fineBytes / coarseBytes).isLessThan(90);
  }

  @Test
  void extract_gridOutOfRange_isRefused() {
    assertThatThrownBy(() -> SurfaceExtractor.extract(TestMeshes.ball(8), 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grid: 7 (expected: 8..1024)");
  }

  @Test
  void extract_twice_isEqualBitByBit() {
    DepthShell shell = TestMeshes.shell(Silhouettes.odd(6, 64, 2), 64);
    TriangleMesh a = SurfaceExtractor.extract(shell, 50);
    TriangleMesh b = SurfaceExtractor.extract(shell, 50);
    assertThat(a.positions()).isEqualTo(b.positions());
    assertThat(a.triangles()).isEqualTo(b.triangles());
  }

  private static float[] noise(int side, Random random, double scale) {
    float[] values = new float[side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.min(scale, 1) * 0.3);
    }
    return values;
  }
}
