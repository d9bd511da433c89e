package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.Silhouettes;
import org.junit.jupiter.api.Test;

class RoundingTest {
  private static final double SCALE = 0.025;
  private static final int SIDE = 128;

  @Test
  void of_anyGrid_leavesTheSameShape() {
    TriangleMesh coarse = cross(96);
    TriangleMesh fine = cross(240);

    double left = Bending.of(Rounding.of(coarse, SCALE));

    assertThat(Bending.of(fine)).isGreaterThan(2 * Bending.of(coarse));
    assertThat(Bending.of(Rounding.of(fine, SCALE))).isBetween(.75 * left, 1.35 * left);
    assertThat(left).isLessThan(.7 * Bending.of(coarse));
  }

  @Test
  void of_ball_staysWhereItIs() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(SIDE), 96);

    TriangleMesh rounded = Rounding.of(ball, SCALE);

    float[] p = rounded.positions();
    for (int i = 0; i < p.length; i += 3) {
      double radius = Math.sqrt(p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2]);
      assertThat(radius).isCloseTo(.5, within(.01));
    }
  }

  @Test
  void of_nothingToRound_isTheMeshItself() {
    TriangleMesh empty = new TriangleMesh(new float[0], new int[0]);
    TriangleMesh point = new TriangleMesh(new float[9], new int[] {0, 1, 2});

    assertThat(Rounding.of(empty, SCALE)).isSameAs(empty);
    assertThat(Rounding.of(point, SCALE)).isSameAs(point);
  }

  @Test
  void of_thinRod_keepsMuchOfItsVolume() {
    TriangleMesh rod = surface((x, y) -> Math.abs(x - 64) < 1.5 && Math.abs(y - 64) < 54, 160);

    double kept =
        MeshAudit.of(Rounding.of(rod, SCALE)).signedVolume() / MeshAudit.of(rod).signedVolume();

    assertThat(kept).isBetween(.3, 1.1);
  }

  @Test
  void of_meshAsCoarseAsTheScale_isTheSame() {
    assertThat(Rounding.of(TestMeshes.tetrahedron(), SCALE).positions())
        .isEqualTo(TestMeshes.tetrahedron().positions());
  }

  /** Something with edges, which are the sharper the finer the grid is. */
  private static TriangleMesh cross(int grid) {
    return surface(
        (x, y) ->
            Math.abs(x - 64) < 16 && Math.abs(y - 64) < 54
                || Math.abs(x - 64) < 40 && Math.abs(y - 50) < 16,
        grid);
  }

  private static TriangleMesh surface(Silhouettes.Shape shape, int grid) {
    TriangleMesh mesh =
        SurfaceExtractor.extract(TestMeshes.shell(Silhouettes.coverage(SIDE, shape), SIDE), grid);
    return TaubinSmoother.smooth(SurfaceKernel.thinned(mesh), 3);
  }
}
