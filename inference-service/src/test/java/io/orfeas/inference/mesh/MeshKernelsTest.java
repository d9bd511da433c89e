package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeshKernelsTest {
  private static final TriangleMesh EMPTY = new TriangleMesh(new float[0], new int[0]);

  @Test
  void normals_ball_pointOutward() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(128), 64);
    float[] normals = VertexNormals.of(ball);
    for (int i = 0; i < normals.length; i += 3) {
      double dot = 0;
      for (int k = i; k < i + 3; k++) {
        dot += normals[k] * ball.positions()[k] / 0.5;
      }
      assertThat(dot).isGreaterThan(0.9);
    }
  }

  @Test
  void normals_withoutArea_faceTheViewer() {
    TriangleMesh flat = new TriangleMesh(new float[9], new int[] {0, 1, 2});
    assertThat(VertexNormals.of(flat)).containsExactly(0, 0, 1, 0, 0, 1, 0, 0, 1);
    assertThat(VertexNormals.of(EMPTY)).isEmpty();
  }

  @Test
  void normals_notANumber_stayFinite() {
    float[] positions = TestMeshes.tetrahedron().positions().clone();
    positions[0] = Float.NaN;
    float[] normals =
        VertexNormals.of(new TriangleMesh(positions, TestMeshes.tetrahedron().triangles()));
    for (float n : normals) {
      assertThat(n).isFinite();
    }
  }

  @Test
  void taubin_ball_keepsVolumeAndTopology() {
    TriangleMesh ball = SurfaceExtractor.extract(TestMeshes.ball(128), 48);
    MeshAudit audit = MeshAudit.of(TaubinSmoother.smooth(ball, 10));
    assertThat(audit.isSolid()).isTrue();
    assertThat(audit.signedVolume()).isCloseTo(Math.PI / 6, within(0.01));
  }

  @Test
  void taubin_noPassesOrNothing_changesNothing() {
    TriangleMesh mesh = TestMeshes.tetrahedron();
    assertThat(TaubinSmoother.smooth(mesh, 0).positions()).isEqualTo(mesh.positions());
    assertThat(TaubinSmoother.smooth(EMPTY, 5).vertexCount()).isZero();
  }

  @Test
  void taubin_passesOutOfRange_isRefused() {
    assertThatThrownBy(() -> TaubinSmoother.smooth(EMPTY, 101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("passes: 101 (expected: 0..100)");
  }

  @Test
  void debris_smallPart_isDroppedAndARealOneStays() {
    TriangleMesh big = TestMeshes.tetrahedron();
    TriangleMesh crumb = TestMeshes.moved(big, 0.01f, 3, 0, 0);
    TriangleMesh part = TestMeshes.moved(big, 0.3f, 5, 0, 0);
    TriangleMesh all = TestMeshes.join(TestMeshes.join(crumb, big), part);
    MeshAudit audit = MeshAudit.of(ComponentFilter.dropDebris(all));
    assertThat(audit.components()).isEqualTo(2);
    assertThat(audit.vertices()).isEqualTo(8);
    assertThat(audit.isSolid()).isTrue();
  }

  @Test
  void debris_manyEqualCrumbs_allStay() {
    TriangleMesh all = EMPTY;
    for (int i = 0; i < 300; i++) {
      all = TestMeshes.join(all, TestMeshes.moved(TestMeshes.tetrahedron(), 0.1f, i, 0, 0));
    }
    assertThat(ComponentFilter.dropDebris(all).triangleCount()).isEqualTo(1200);
  }

  @Test
  void debris_nothing_staysNothing() {
    assertThat(ComponentFilter.dropDebris(EMPTY).triangleCount()).isZero();
  }

  @Test
  void weld_negativeZero_equalsZero() {
    float[] positions = {0, 0, 0, -0f, 0, -0f, 1, 0, 0, 0, 1, 0};
    TriangleMesh welded =
        VertexWelder.weld(new TriangleMesh(positions, new int[] {0, 2, 3, 1, 3, 2}));
    assertThat(welded.vertexCount()).isEqualTo(3);
    assertThat(welded.triangles()).containsExactly(0, 1, 2, 0, 2, 1);
  }

  @Test
  void pinch_twoTubesSharingAnEdge_areTakenApart() {
    MeshAudit before = MeshAudit.of(pinched());
    assertThat(before.nonManifoldEdges()).isEqualTo(1);
    MeshAudit after = MeshAudit.of(PinchRepair.repair(pinched()));
    assertThat(after.nonManifoldEdges()).isZero();
    assertThat(after.isWatertight()).isTrue();
    assertThat(after.triangles()).isEqualTo(before.triangles() + 2);
  }

  @Test
  void fans_twoTetrahedraSharingAVertex_areTakenApart() {
    TriangleMesh one = TestMeshes.tetrahedron();
    TriangleMesh touching =
        VertexWelder.weld(TestMeshes.join(one, TestMeshes.moved(one, -1, 0, 0, 0)));
    assertThat(MeshAudit.of(touching).nonManifoldVertices()).isEqualTo(1);

    MeshAudit after = MeshAudit.of(FanSplit.split(touching));

    assertThat(after.nonManifoldVertices()).isZero();
    assertThat(after.boundaryEdges()).isZero();
    assertThat(after.triangles()).isEqualTo(8);
    assertThat(after.vertices()).isEqualTo(8);
  }

  @Test
  void fans_soundMeshOrEmpty_isLeftAlone() {
    TriangleMesh mesh = SurfaceExtractor.extract(TestMeshes.ball(32), 16);
    assertThat(FanSplit.split(mesh)).isSameAs(mesh);
    assertThat(FanSplit.split(EMPTY)).isSameAs(EMPTY);
  }

  @Test
  void pinch_soundMesh_isLeftAlone() {
    TriangleMesh mesh = TestMeshes.tetrahedron();
    assertThat(PinchRepair.repair(mesh)).isSameAs(mesh);
  }

  @Test
  void toObject_ball_isCentredWithUnitSide() {
    TriangleMesh ball =
        TestMeshes.moved(
            SurfaceExtractor.extract(TestMeshes.ball(64), 40), 0.7f, 0.1f, -0.05f, 0.3f);
    TriangleMesh placed = ViewFrame.toObject(ball);
    float[] low = {9, 9, 9};
    float[] high = {-9, -9, -9};
    for (int i = 0; i < placed.positions().length; i++) {
      low[i % 3] = Math.min(low[i % 3], placed.positions()[i]);
      high[i % 3] = Math.max(high[i % 3], placed.positions()[i]);
    }
    float longest = 0;
    for (int k = 0; k < 3; k++) {
      assertThat(low[k] + high[k]).isCloseTo(0, within(1e-5f));
      longest = Math.max(longest, high[k] - low[k]);
    }
    assertThat(longest).isCloseTo(1, within(1e-5f));
    assertThat(MeshAudit.of(placed).isSolid()).isTrue();
  }

  @Test
  void toObject_emptyOrNotFinite_isRefused() {
    assertThatThrownBy(() -> ViewFrame.toObject(EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    TriangleMesh odd = new TriangleMesh(new float[] {0, Float.NaN, 0}, new int[0]);
    assertThatThrownBy(() -> ViewFrame.toObject(odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("coordinate 1: NaN");
  }

  /** Two bodies joined by a neck and sharing one more edge: two fans meet along it. */
  private static TriangleMesh pinched() {
    float[] positions = {0, 0, 0, 0, 1, 0, -1, 0.5f, 1, -1, 0.5f, -1, 1, 0.5f, 1, 1, 0.5f, -1};
    int[] left = {0, 1, 2, 1, 0, 3};
    int[] right = {1, 0, 4, 0, 1, 5};
    int[] around = {0, 2, 3, 1, 3, 2, 0, 5, 4, 1, 4, 5};
    int[] triangles = new int[24];
    System.arraycopy(left, 0, triangles, 0, 6);
    System.arraycopy(right, 0, triangles, 6, 6);
    System.arraycopy(around, 0, triangles, 12, 12);
    return new TriangleMesh(positions, triangles);
  }

  @Test
  void angle_anyQuadrant_isArcTangent() {
    for (double angle = 1e-6; angle < Math.PI; angle += 1e-3) {
      assertThat(VertexNormals.angle(3 * Math.sin(angle), 3 * Math.cos(angle)))
          .isCloseTo(angle, within(2e-8));
    }
  }
}
