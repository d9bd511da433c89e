package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.Silhouettes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortEdgesTest {
  @Test
  void collapse_ball_halvesItsTrianglesAndKeepsItsShape() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(64), 48);

    TriangleMesh even = ShortEdges.collapse(ball);

    assertThat(even.triangleCount()).isBetween(ball.triangleCount() / 3, ball.triangleCount() / 2);
    MeshAudit audit = MeshAudit.of(even);
    assertThat(audit.isSolid()).as("%s", audit).isTrue();
    double volume = MeshAudit.of(ball).signedVolume();
    assertThat(audit.signedVolume()).isCloseTo(volume, within(0.003 * volume));
  }

  @Test
  void collapse_ball_movesNoVertex() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(64), 32);

    for (float coordinate : ShortEdges.collapse(ball).positions()) {
      assertThat(Arrays.binarySearch(sorted(ball.positions()), coordinate)).isNotNegative();
    }
  }

  @Test
  void collapse_everyKindOfOutline_staysSolidWithAllItsParts() {
    for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
      for (int seed = 0; seed < 24; seed++) {
        int grid = 8 + new Random(seed * 31L + kind).nextInt(90);
        TriangleMesh mesh =
            SurfaceExtractor.extract(TestMeshes.shell(Silhouettes.odd(kind, 40, seed), 40), grid);

        MeshAudit before = MeshAudit.of(mesh);
        MeshAudit after = MeshAudit.of(ShortEdges.collapse(mesh));

        assertThat(after.isSolid()).as("kind %d, seed %d: %s", kind, seed, after).isTrue();
        assertThat(after.components()).isEqualTo(before.components());
        assertThat(after.euler()).isEqualTo(before.euler());
      }
    }
  }

  @Test
  void collapse_partsAFewEdgesThick_keepTheirVolume() {
    for (int seed = 0; seed < 12; seed++) {
      TriangleMesh spiral =
          SurfaceExtractor.extract(TestMeshes.shell(Silhouettes.odd(4, 64, seed), 128), 48);
      double volume = MeshAudit.of(spiral).signedVolume();

      assertThat(MeshAudit.of(ShortEdges.collapse(spiral)).signedVolume())
          .as("seed %d", seed)
          .isCloseTo(volume, within(0.05 * volume));
    }
  }

  @Test
  void collapse_tetrahedron_isLeftAlone() {
    TriangleMesh one = TestMeshes.tetrahedron();
    assertThat(ShortEdges.collapse(one).triangles()).isEqualTo(one.triangles());
  }

  @Test
  void collapse_twoWithOneFarSmaller_keepsBoth() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(32), 16);
    TriangleMesh two =
        TestMeshes.join(ball, TestMeshes.moved(TestMeshes.tetrahedron(), 1e-3f, 3, 0, 0));

    assertThat(MeshAudit.of(ShortEdges.collapse(two)).components()).isEqualTo(2);
  }

  @Test
  void collapse_emptyOrNotFinite_isNoError() {
    TriangleMesh empty = new TriangleMesh(new float[0], new int[0]);
    assertThat(ShortEdges.collapse(empty).triangleCount()).isZero();
    TriangleMesh odd = TestMeshes.tetrahedron();
    odd.positions()[4] = Float.NaN;
    assertThat(ShortEdges.collapse(odd).triangleCount()).isEqualTo(4);
  }

  @Test
  void collapse_twice_isEqualBitByBit() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(40), 30);
    TriangleMesh once = ShortEdges.collapse(ball);
    TriangleMesh again = ShortEdges.collapse(ball);
    assertThat(again.positions()).isEqualTo(once.positions());
    assertThat(again.triangles()).isEqualTo(once.triangles());
  }

  private static float[] sorted(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
