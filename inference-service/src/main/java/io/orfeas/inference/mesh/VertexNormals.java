package io.orfeas.inference.mesh;

/**
 * Unit normals per vertex: the mean of the face normals around it, weighted by the angle of each
 * face there, so that the result does not depend on how faces are cut into triangles.
 *
 * <p>Linear cost. Source: Thürmer and Wüthrich, "Computing Vertex Normals from Polygonal Facets",
 * 1998.
 */
public final class VertexNormals {
  private VertexNormals() {}

  /**
   * Computes normals.
   *
   * @return x, y, z per vertex; (0, 0, 1) for vertices without a face that has area
   */
  public static float[] of(TriangleMesh mesh) {
    double[] sum = new double[mesh.positions().length];
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      addFace(mesh.positions(), t[i], t[i + 1], t[i + 2], sum);
    }
    return unit(sum);
  }

  private static void addFace(float[] p, int a, int b, int c, double[] sum) {
    double[] ab = difference(p, a, b);
    double[] bc = difference(p, b, c);
    double[] ca = difference(p, c, a);
    double nx = ab[1] * bc[2] - ab[2] * bc[1];
    double ny = ab[2] * bc[0] - ab[0] * bc[2];
    double nz = ab[0] * bc[1] - ab[1] * bc[0];
    double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (!(length > 0)) {
      return;
    }
    add(sum, a, nx / length, ny / length, nz / length, Math.atan2(length, -dot(ca, ab)));
    add(sum, b, nx / length, ny / length, nz / length, Math.atan2(length, -dot(ab, bc)));
    add(sum, c, nx / length, ny / length, nz / length, Math.atan2(length, -dot(bc, ca)));
  }

  private static double[] difference(float[] p, int from, int to) {
    return new double[] {
      (double) p[3 * to] - p[3 * from],
      (double) p[3 * to + 1] - p[3 * from + 1],
      (double) p[3 * to + 2] - p[3 * from + 2]
    };
  }

  private static double dot(double[] u, double[] v) {
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  }

  private static void add(double[] sum, int v, double x, double y, double z, double weight) {
    sum[3 * v] += weight * x;
    sum[3 * v + 1] += weight * y;
    sum[3 * v + 2] += weight * z;
  }

  private static float[] unit(double[] sum) {
    float[] normals = new float[sum.length];
    for (int i = 0; i < sum.length; i += 3) {
      double length =
          Math.sqrt(sum[i] * sum[i] + sum[i + 1] * sum[i + 1] + sum[i + 2] * sum[i + 2]);
      if (length > 0 && length < Double.POSITIVE_INFINITY) {
        normals[i] = (float) (sum[i] / length);
        normals[i + 1] = (float) (sum[i + 1] / length);
        normals[i + 2] = (float) (sum[i + 2] / length);
      } else {
        normals[i + 2] = 1;
      }
    }
    return normals;
  }
}
