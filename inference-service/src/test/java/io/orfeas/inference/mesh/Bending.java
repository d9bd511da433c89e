package io.orfeas.inference.mesh;

import java.util.HashMap;
import java.util.Map;

/** How much a surface is bent, sharp edges above all: about the same however it is meshed. */
public final class Bending {
  private Bending() {}

  /**
   * Squared angle between the two faces of each edge, times the edge's squared length over the area
   * around it; added up. A ball of any size has some 50.
   */
  public static double of(TriangleMesh mesh) {
    int[] places = VertexWelder.representatives(mesh.positions());
    Map<Long, double[]> first = new HashMap<>();
    double sum = 0;
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i++) {
      int next = i % 3 == 2 ? i - 2 : i + 1;
      long a = places[t[i]];
      long b = places[t[next]];
      double[] face = normal(mesh.positions(), t, i - i % 3);
      double[] other = first.putIfAbsent(Math.min(a, b) << 32 | Math.max(a, b), face);
      if (other != null) {
        sum += bent(face, other, squaredLength(mesh.positions(), t[i], t[next]));
      }
    }
    return sum;
  }

  private static double bent(double[] a, double[] b, double squaredLength) {
    double areas = length(a) + length(b);
    double cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (length(a) * length(b));
    double angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
    return areas > 0 ? angle * angle * squaredLength / areas : 0;
  }

  private static double[] normal(float[] p, int[] t, int face) {
    double[] n = new double[3];
    for (int k = 0; k < 3; k++) {
      int u = (k + 1) % 3;
      int v = (k + 2) % 3;
      int a = 3 * t[face];
      int b = 3 * t[face + 1];
      int c = 3 * t[face + 2];
      n[k] =
          ((double) p[b + u] - p[a + u]) * ((double) p[c + v] - p[a + v])
              - ((double) p[b + v] - p[a + v]) * ((double) p[c + u] - p[a + u]);
    }
    return n;
  }

  private static double squaredLength(float[] p, int a, int b) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double d = (double) p[3 * b + k] - p[3 * a + k];
      sum += d * d;
    }
    return sum;
  }

  private static double length(double[] v) {
    return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
}
