package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SliverGuardTest {

  @Test
  void restore_nothingFlat_isTheSmoothedMesh() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(32), 24);
    TriangleMesh smooth = TaubinSmoother.smooth(ball, 3);

    assertThat(SliverGuard.restore(ball, smooth)).isSameAs(smooth);
  }

  @Test
  void restore_partShrunkToAPoint_returnsAlone() {
    TriangleMesh two = twoBalls();
    float[] shrunk = TaubinSmoother.smooth(two, 3).positions();
    int half = shrunk.length / 2;
    for (int i = half; i < shrunk.length; i++) {
      shrunk[i] = two.positions()[half + i % 3];
    }

    TriangleMesh restored = SliverGuard.restore(two, new TriangleMesh(shrunk, two.triangles()));

    assertThat(MeshAudit.of(restored).isSolid()).isTrue();
    assertThat(restored.positions())
        .endsWith(Arrays.copyOfRange(two.positions(), half, shrunk.length));
    assertThat(restored.positions()).startsWith(Arrays.copyOf(shrunk, half));
  }

  @Test
  void restore_oneFlatTriangle_keepsTheRest() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(32), 24);
    float[] bent = ball.positions().clone();
    int a = 3 * ball.triangles()[0];
    int b = 3 * ball.triangles()[1];
    System.arraycopy(bent, a, bent, b, 3);

    TriangleMesh restored = SliverGuard.restore(ball, new TriangleMesh(bent, ball.triangles()));

    assertThat(MeshAudit.of(restored).isSolid()).isTrue();
    assertThat(restored.positions()).isEqualTo(ball.positions());
  }

  private static TriangleMesh twoBalls() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(32), 16);
    int n = ball.positions().length;
    float[] positions = new float[2 * n];
    int[] triangles = new int[2 * ball.triangles().length];
    for (int i = 0; i < n; i++) {
      positions[i] = ball.positions()[i];
      positions[n + i] = ball.positions()[i] / 8 + 2;
    }
    for (int i = 0; i < ball.triangles().length; i++) {
      triangles[i] = ball.triangles()[i];
      triangles[ball.triangles().length + i] = ball.triangles()[i] + n / 3;
    }
    return new TriangleMesh(positions, triangles);
  }
}
