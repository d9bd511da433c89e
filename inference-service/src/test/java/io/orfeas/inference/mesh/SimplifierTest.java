package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Silhouettes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimplifierTest {
  private static final List<Simplifier> ALL = List.of(Simplifier.best(), Simplifier.portable());

  @Test
  void simplify_ball_keepsItsShape() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(128), 100);
    for (Simplifier simplifier : ALL) {
      TriangleMesh small = simplifier.simplify(ball, 2000);
      MeshAudit audit = MeshAudit.of(small);
      assertThat(audit.isSolid()).isTrue();
      assertThat(small.triangleCount()).isBetween(1800, 2000);
      assertThat(audit.signedVolume()).isCloseTo(Math.PI / 6, within(0.005));
    }
  }

  @Test
  void simplify_everyKindOfOutline_isSolidAndWithinWhatTopologyNeeds() {
    for (int seed = 0; seed < 6; seed++) {
      for (int kind = 0; kind < Silhouettes.KINDS; kind++) {
        DepthShell shell = TestMeshes.shell(Silhouettes.odd(kind, 40, seed), 40);
        TriangleMesh full = SurfaceExtractor.extract(shell, 60);
        int budget = 200 + new Random(seed).nextInt(full.triangleCount());
        int needed = leastTriangles(MeshAudit.of(full));
        for (Simplifier simplifier : ALL) {
          TriangleMesh small = simplifier.simplify(full, budget);
          MeshAudit audit = MeshAudit.of(small);
          assertThat(audit.isSolid()).as("kind %d seed %d: %s", kind, seed, audit).isTrue();
          assertThat(small.triangleCount()).isLessThanOrEqualTo(Math.max(budget, needed));
        }
      }
    }
  }

  @Test
  void simplify_withinBudget_onlyJoinsVertices() {
    TriangleMesh exploded = TestMeshes.exploded(TestMeshes.tetrahedron());
    for (Simplifier simplifier : ALL) {
      TriangleMesh same = simplifier.simplify(exploded, 4);
      assertThat(same.vertexCount()).isEqualTo(4);
      assertThat(same.triangleCount()).isEqualTo(4);
    }
  }

  @Test
  void simplify_unsoundFastResult_isMadeAgain() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(64), 32);
    Simplifier careless =
        Simplifier.with((mesh, max) -> new TriangleMesh(mesh.positions(), new int[] {0, 1, 2}));
    TriangleMesh small = careless.simplify(ball, 500);
    assertThat(MeshAudit.of(small).isSolid()).isTrue();
    assertThat(small.triangleCount()).isLessThanOrEqualTo(500);
  }

  @Test
  void simplify_ballToTheLeast_staysSolid() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(64), 24);
    for (Simplifier simplifier : ALL) {
      MeshAudit audit = MeshAudit.of(simplifier.simplify(ball, 4));
      assertThat(audit.isSolid()).isTrue();
      assertThat(audit.triangles()).isLessThan(80);
    }
  }

  @Test
  void simplify_empty_staysEmpty() {
    TriangleMesh empty = new TriangleMesh(new float[0], new int[0]);
    for (Simplifier simplifier : ALL) {
      assertThat(simplifier.simplify(empty, 10).triangleCount()).isZero();
    }
  }

  @Test
  void simplify_budgetTooSmall_isRefused() {
    assertThatThrownBy(() -> ALL.get(0).simplify(TestMeshes.tetrahedron(), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxTriangles: 3 (expected: at least 4)");
  }

  @Test
  void simplify_twice_isEqualBitByBit() {
    TriangleMesh full =
        SurfaceExtractor.extract(TestMeshes.shell(Silhouettes.odd(6, 64, 4), 64), 80);
    for (Simplifier simplifier : ALL) {
      TriangleMesh a = simplifier.simplify(full, 900);
      TriangleMesh b = simplifier.simplify(full, 900);
      assertThat(a.positions()).isEqualTo(b.positions());
      assertThat(a.triangles()).isEqualTo(b.triangles());
    }
  }

  @Test
  void nativeRefusal_portable_saysWhy() {
    assertThat(Simplifier.portable().nativeRefusal()).isPresent();
  }

  /** A generous bound on what a surface of this topology can be reduced to. */
  private static int leastTriangles(MeshAudit audit) {
    int handles = audit.components() - audit.euler() / 2;
    return 60 * audit.components() + 60 * handles;
  }
}
