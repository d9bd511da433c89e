package io.orfeas.inference.mesh;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.image.Cutout;
import java.util.Arrays;

/** Small meshes and shells with known properties. */
final class TestMeshes {
  private TestMeshes() {}

  static TriangleMesh tetrahedron() {
    return new TriangleMesh(
        new float[] {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1},
        new int[] {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3});
  }

  /** The shell of a ball of unit diameter. */
  static DepthShell ball(int side) {
    float[] outline = new float[side * side];
    float[] front = new float[side * side];
    float[] back = new float[side * side];
    for (int i = 0; i < outline.length; i++) {
      double x = (i % side + 0.5 - side / 2.0) / (side * Cutout.FILL);
      double y = (i / side + 0.5 - side / 2.0) / (side * Cutout.FILL);
      double square = 0.25 - x * x - y * y;
      outline[i] = (float) (0.5 - Math.hypot(x, y));
      front[i] = (float) Math.copySign(Math.sqrt(Math.abs(square)), square);
      back[i] = -front[i];
    }
    return new DepthShell(side, outline, front, back);
  }

  static DepthShell shell(float[] coverage, int side) {
    return new ClassicalShapeEstimator().estimate(Silhouettes.cutout(coverage), side);
  }

  /** Both meshes as one. */
  static TriangleMesh join(TriangleMesh a, TriangleMesh b) {
    float[] positions = Arrays.copyOf(a.positions(), a.positions().length + b.positions().length);
    System.arraycopy(b.positions(), 0, positions, a.positions().length, b.positions().length);
    int[] triangles = Arrays.copyOf(a.triangles(), a.triangles().length + b.triangles().length);
    for (int i = 0; i < b.triangles().length; i++) {
      triangles[a.triangles().length + i] = b.triangles()[i] + a.vertexCount();
    }
    return new TriangleMesh(positions, triangles);
  }

  static TriangleMesh moved(TriangleMesh mesh, float scale, float dx, float dy, float dz) {
    float[] by = {dx, dy, dz};
    float[] positions = mesh.positions().clone();
    for (int i = 0; i < positions.length; i++) {
      positions[i] = positions[i] * scale + by[i % 3];
    }
    return new TriangleMesh(positions, mesh.triangles());
  }

  /** The same surface with every triangle owning its corners. */
  static TriangleMesh exploded(TriangleMesh mesh) {
    float[] positions = new float[3 * mesh.triangles().length];
    int[] triangles = new int[mesh.triangles().length];
    for (int i = 0; i < triangles.length; i++) {
      System.arraycopy(mesh.positions(), 3 * mesh.triangles()[i], positions, 3 * i, 3);
      triangles[i] = i;
    }
    return new TriangleMesh(positions, triangles);
  }
}
