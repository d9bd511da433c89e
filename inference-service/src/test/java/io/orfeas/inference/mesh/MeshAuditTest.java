package io.orfeas.inference.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MeshAuditTest {
  private static final TriangleMesh TETRAHEDRON = TestMeshes.tetrahedron();

  @Test
  void of_tetrahedron_isSolid() {
    MeshAudit audit = MeshAudit.of(TETRAHEDRON);
    assertThat(audit.isSolid()).isTrue();
    assertThat(audit.vertices()).isEqualTo(4);
    assertThat(audit.edges()).isEqualTo(6);
    assertThat(audit.euler()).isEqualTo(2);
    assertThat(audit.components()).isEqualTo(1);
    assertThat(audit.signedVolume()).isCloseTo(1 / 6.0, within(1e-6));
  }

  @Test
  void of_splitVertices_joinsThemFirst() {
    assertThat(MeshAudit.of(TestMeshes.exploded(TETRAHEDRON))).isEqualTo(MeshAudit.of(TETRAHEDRON));
  }

  @Test
  void of_missingFace_isOpen() {
    MeshAudit audit = MeshAudit.of(with(Arrays.copyOf(TETRAHEDRON.triangles(), 9)));
    assertThat(audit.boundaryEdges()).isEqualTo(3);
    assertThat(audit.isWatertight()).isFalse();
    assertThat(audit.isManifold()).isTrue();
  }

  @Test
  void of_oneFaceTurned_isInconsistent() {
    int[] triangles = TETRAHEDRON.triangles().clone();
    triangles[1] = TETRAHEDRON.triangles()[2];
    triangles[2] = TETRAHEDRON.triangles()[1];
    MeshAudit audit = MeshAudit.of(with(triangles));
    assertThat(audit.inconsistentEdges()).isEqualTo(3);
    assertThat(audit.isOriented()).isFalse();
    assertThat(audit.isWatertight()).isTrue();
  }

  @Test
  void of_insideOut_isNotOriented() {
    int[] triangles = TETRAHEDRON.triangles().clone();
    for (int i = 0; i < triangles.length; i += 3) {
      int swap = triangles[i];
      triangles[i] = triangles[i + 1];
      triangles[i + 1] = swap;
    }
    MeshAudit audit = MeshAudit.of(with(triangles));
    assertThat(audit.inconsistentEdges()).isZero();
    assertThat(audit.signedVolume()).isNegative();
    assertThat(audit.isOriented()).isFalse();
  }

  @Test
  void of_twoTouchingAtAVertex_isPinched() {
    MeshAudit audit =
        MeshAudit.of(TestMeshes.join(TETRAHEDRON, TestMeshes.moved(TETRAHEDRON, 1, -1, 0, 0)));
    assertThat(audit.nonManifoldVertices()).isEqualTo(1);
    assertThat(audit.nonManifoldEdges()).isZero();
    assertThat(audit.isWatertight()).isTrue();
    assertThat(audit.isManifold()).isFalse();
  }

  @Test
  void of_threeFacesAtAnEdge_isNotManifold() {
    int[] triangles = Arrays.copyOf(TETRAHEDRON.triangles(), 15);
    float[] positions = Arrays.copyOf(TETRAHEDRON.positions(), 15);
    positions[13] = -1;
    triangles[12] = 0;
    triangles[13] = 1;
    triangles[14] = 4;
    MeshAudit audit = MeshAudit.of(new TriangleMesh(positions, triangles));
    assertThat(audit.nonManifoldEdges()).isEqualTo(1);
    assertThat(audit.isManifold()).isFalse();
  }

  @Test
  void of_degenerateFaces_countsThem() {
    float[] line = {0, 0, 0, 1, 0, 0, 2, 0, 0};
    assertThat(MeshAudit.of(new TriangleMesh(line, new int[] {0, 1, 2, 0, 0, 1})))
        .extracting(MeshAudit::degenerateTriangles, MeshAudit::triangles)
        .containsExactly(2, 1);
  }

  @Test
  void of_notANumber_countsIt() {
    float[] positions = TETRAHEDRON.positions().clone();
    positions[4] = Float.NaN;
    MeshAudit audit = MeshAudit.of(new TriangleMesh(positions, TETRAHEDRON.triangles()));
    assertThat(audit.notFinite()).isEqualTo(1);
    assertThat(audit.isSolid()).isFalse();
  }

  @Test
  void of_nothing_isNotWatertight() {
    MeshAudit audit = MeshAudit.of(new TriangleMesh(new float[0], new int[0]));
    assertThat(audit.isWatertight()).isFalse();
    assertThat(audit.components()).isZero();
  }

  @Test
  void of_cornerOutOfRange_isRefused() {
    assertThatThrownBy(() -> MeshAudit.of(new TriangleMesh(new float[9], new int[] {0, 1, 3})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("triangle corner: 3 (expected: 0..2)");
  }

  private static TriangleMesh with(int[] triangles) {
    return new TriangleMesh(TETRAHEDRON.positions(), triangles);
  }
}
