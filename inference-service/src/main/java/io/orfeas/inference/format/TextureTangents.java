package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TriangleMesh;

/**
 * Vertex tangents for normal mapping.
 *
 * <p>Idea: per triangle, solve for the direction in which u grows; sum these at the vertices, make
 * the sum perpendicular to the normal, and note in w whether the texture is mirrored there.
 *
 * <p>Layout: x, y, z, w per vertex; xyz a unit vector, w = 1 or -1, bitangent = cross(normal, xyz)
 * * w points to decreasing v, as glTF 2.0 (section 3.7.2.1) asks. Cost: one pass over triangles.
 * Source: Lengyel, "Foundations of Game Engine Development" 2, section 7.5.
 */
public final class TextureTangents {
  private TextureTangents() {}

  /** Tangents of every vertex; where the texture is degenerate, any that fits the normal. */
  public static float[] of(TriangleMesh mesh, float[] normals, float[] uv) {
    int n = mesh.vertexCount();
    float[] along = new float[3 * n];
    float[] upward = new float[3 * n];
    accumulate(mesh, uv, along, upward);
    float[] tangents = new float[4 * n];
    for (int i = 0; i < n; i++) {
      orthonormalize(normals, along, upward, i, tangents);
    }
    return tangents;
  }

  private static void accumulate(TriangleMesh mesh, float[] uv, float[] along, float[] upward) {
    float[] p = mesh.positions();
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      int a = t[i];
      int b = t[i + 1];
      int c = t[i + 2];
      float du1 = uv[2 * b] - uv[2 * a];
      float du2 = uv[2 * c] - uv[2 * a];
      float dv1 = uv[2 * a + 1] - uv[2 * b + 1];
      float dv2 = uv[2 * a + 1] - uv[2 * c + 1];
      // Only the sign of the determinant is used: its size would weigh slivers most.
      float sign = Math.signum(du1 * dv2 - du2 * dv1);
      for (int k = 0; k < 3; k++) {
        float e1 = p[3 * b + k] - p[3 * a + k];
        float e2 = p[3 * c + k] - p[3 * a + k];
        float u = sign * (dv2 * e1 - dv1 * e2);
        float v = sign * (du1 * e2 - du2 * e1);
        for (int corner = i; corner < i + 3; corner++) {
          along[3 * t[corner] + k] += u;
          upward[3 * t[corner] + k] += v;
        }
      }
    }
  }

  private static void orthonormalize(
      float[] normals, float[] along, float[] upward, int vertex, float[] tangents) {
    int i = 3 * vertex;
    double nx = normals[i];
    double ny = normals[i + 1];
    double nz = normals[i + 2];
    double dot = nx * along[i] + ny * along[i + 1] + nz * along[i + 2];
    double x = along[i] - dot * nx;
    double y = along[i + 1] - dot * ny;
    double z = along[i + 2] - dot * nz;
    double length = Math.sqrt(x * x + y * y + z * z);
    if (!(length > 1e-12)) { // any perpendicular: cross with the axis least along the normal
      boolean useX = Math.abs(nx) < .7;
      x = useX ? 0 : -nz;
      y = useX ? nz : 0;
      z = useX ? -ny : nx;
      length = Math.sqrt(x * x + y * y + z * z);
    }
    tangents[4 * vertex] = (float) (x / length);
    tangents[4 * vertex + 1] = (float) (y / length);
    tangents[4 * vertex + 2] = (float) (z / length);
    double bx = ny * z - nz * y;
    double by = nz * x - nx * z;
    double bz = nx * y - ny * x;
    double side = bx * upward[i] + by * upward[i + 1] + bz * upward[i + 2];
    tangents[4 * vertex + 3] = side < 0 ? -1 : 1;
  }
}
