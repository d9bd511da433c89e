package io.orfeas.launcher;

import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The connected parts of a mesh, by their share of its area. */
final class Parts {
  private Parts() {}

  /** Area of the smallest part, as a share of the whole. */
  static double smallestShare(TriangleMesh mesh) {
    float[] p = mesh.positions();
    Map<List<Float>, Integer> places = new HashMap<>();
    int[] vertex = new int[mesh.vertexCount()];
    for (int i = 0; i < vertex.length; i++) {
      List<Float> place = List.of(p[3 * i], p[3 * i + 1], p[3 * i + 2]);
      vertex[i] = places.computeIfAbsent(place, unused -> places.size());
    }
    int[] root = new int[places.size()];
    Arrays.setAll(root, i -> i);
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      join(root, vertex[t[i]], vertex[t[i + 1]]);
      join(root, vertex[t[i]], vertex[t[i + 2]]);
    }
    Map<Integer, Double> areas = new HashMap<>();
    for (int i = 0; i < t.length; i += 3) {
      areas.merge(find(root, vertex[t[i]]), area(p, t[i], t[i + 1], t[i + 2]), Double::sum);
    }
    double total = areas.values().stream().mapToDouble(Double::doubleValue).sum();
    return areas.values().stream().mapToDouble(Double::doubleValue).min().orElse(0) / total;
  }

  private static void join(int[] root, int a, int b) {
    root[find(root, a)] = find(root, b);
  }

  private static int find(int[] root, int start) {
    int i = start;
    while (root[i] != i) {
      root[i] = root[root[i]];
      i = root[i];
    }
    return i;
  }

  private static double area(float[] p, int a, int b, int c) {
    double ux = p[3 * b] - p[3 * a];
    double uy = p[3 * b + 1] - p[3 * a + 1];
    double uz = p[3 * b + 2] - p[3 * a + 2];
    double vx = p[3 * c] - p[3 * a];
    double vy = p[3 * c + 1] - p[3 * a + 1];
    double vz = p[3 * c + 2] - p[3 * a + 2];
    return Math.sqrt(
            Math.pow(uy * vz - uz * vy, 2)
                + Math.pow(uz * vx - ux * vz, 2)
                + Math.pow(ux * vy - uy * vx, 2))
        / 2;
  }
}
