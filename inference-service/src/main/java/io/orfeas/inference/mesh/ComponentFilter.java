package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Drops debris: connected parts whose share of the surface is too small to be meant. Real detached
 * parts stay.
 *
 * <p>Linear cost. The order of what stays is kept; vertices that are no longer used go.
 */
public final class ComponentFilter {
  /** Share of the whole surface below which a part counts as debris. */
  public static final double DEBRIS = 0.005;

  private ComponentFilter() {}

  /** The mesh without debris; parts at least half as large as the largest always stay. */
  public static TriangleMesh dropDebris(TriangleMesh mesh) {
    DisjointSets parts = new DisjointSets(mesh.vertexCount());
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      parts.join(t[i], t[i + 1]);
      parts.join(t[i], t[i + 2]);
    }
    double[] area = new double[mesh.vertexCount()];
    double total = 0;
    double largest = 0;
    for (int i = 0; i < t.length; i += 3) {
      int part = parts.find(t[i]);
      double face = doubledArea(mesh.positions(), t[i], t[i + 1], t[i + 2]);
      area[part] += face;
      total += face;
      largest = Math.max(largest, area[part]);
    }
    double least = Math.min(largest / 2, DEBRIS * total);
    int[] kept = new int[t.length];
    int count = 0;
    for (int i = 0; i < t.length; i += 3) {
      if (area[parts.find(t[i])] >= least) {
        System.arraycopy(t, i, kept, count, 3);
        count += 3;
      }
    }
    return count == t.length ? mesh : compact(mesh.positions(), Arrays.copyOf(kept, count));
  }

  /** The mesh of the given triangles with only the vertices they use, in their old order. */
  static TriangleMesh compact(float[] positions, int[] triangles) {
    int[] number = new int[positions.length / 3];
    for (int v : triangles) {
      number[v] = 1;
    }
    int count = 0;
    for (int v = 0; v < number.length; v++) {
      number[v] = number[v] == 0 ? -1 : count++;
    }
    float[] used = new float[3 * count];
    for (int v = 0; v < number.length; v++) {
      if (number[v] >= 0) {
        System.arraycopy(positions, 3 * v, used, 3 * number[v], 3);
      }
    }
    int[] renumbered = new int[triangles.length];
    for (int i = 0; i < renumbered.length; i++) {
      renumbered[i] = number[triangles[i]];
    }
    return new TriangleMesh(used, renumbered);
  }

  private static double doubledArea(float[] p, int a, int b, int c) {
    double ux = (double) p[3 * b] - p[3 * a];
    double uy = (double) p[3 * b + 1] - p[3 * a + 1];
    double uz = (double) p[3 * b + 2] - p[3 * a + 2];
    double vx = (double) p[3 * c] - p[3 * a];
    double vy = (double) p[3 * c + 1] - p[3 * a + 1];
    double vz = (double) p[3 * c + 2] - p[3 * a + 2];
    double x = uy * vz - uz * vy;
    double y = uz * vx - ux * vz;
    double z = ux * vy - uy * vx;
    double area = Math.sqrt(x * x + y * y + z * z);
    return area > 0 ? area : 0;
  }
}
