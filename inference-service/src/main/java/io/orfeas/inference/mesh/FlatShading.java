package io.orfeas.inference.mesh;

/**
 * Hard edges: every triangle gets vertices of its own, with the triangle's normal.
 *
 * <p>Positions repeat, so the surface is as closed as it was once equal positions are welded. Cost:
 * linear.
 */
public final class FlatShading {
  private FlatShading() {}

  /** The same surface, flat shaded. */
  public static TexturedMesh of(TexturedMesh mesh) {
    int[] triangles = mesh.geometry().triangles();
    float[] source = mesh.geometry().positions();
    float[] positions = new float[3 * triangles.length];
    float[] uvs = new float[2 * triangles.length];
    int[] indices = new int[triangles.length];
    for (int i = 0; i < triangles.length; i++) {
      System.arraycopy(source, 3 * triangles[i], positions, 3 * i, 3);
      System.arraycopy(mesh.uvs(), 2 * triangles[i], uvs, 2 * i, 2);
      indices[i] = i;
    }
    return new TexturedMesh(
        new TriangleMesh(positions, indices),
        faceNormals(positions, mesh.normals(), triangles),
        uvs,
        mesh.baseColor(),
        mesh.normalMap());
  }

  private static float[] faceNormals(float[] positions, float[] smooth, int[] triangles) {
    float[] normals = new float[positions.length];
    for (int t = 0; t < positions.length; t += 9) {
      double[] n = cross(positions, t);
      double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
      for (int corner = 0; corner < 3; corner++) {
        for (int axis = 0; axis < 3; axis++) {
          int at = t + 3 * corner + axis;
          // A triangle without area has no normal of its own.
          normals[at] =
              length > 0 ? (float) (n[axis] / length) : smooth[3 * triangles[at / 3] + axis];
        }
      }
    }
    return normals;
  }

  private static double[] cross(float[] p, int t) {
    double ux = p[t + 3] - p[t];
    double uy = p[t + 4] - p[t + 1];
    double uz = p[t + 5] - p[t + 2];
    double vx = p[t + 6] - p[t];
    double vy = p[t + 7] - p[t + 1];
    double vz = p[t + 8] - p[t + 2];
    return new double[] {uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx};
  }
}
