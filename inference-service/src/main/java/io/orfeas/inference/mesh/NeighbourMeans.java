package io.orfeas.inference.mesh;

import java.util.Arrays;

/** The mean of each vertex's neighbours, of whatever each vertex has three numbers of. */
final class NeighbourMeans {
  private final int[] triangles;

  /** Corners around each vertex; on a closed surface each neighbour is met twice. */
  private final int[] degree;

  NeighbourMeans(TriangleMesh mesh) {
    triangles = mesh.triangles();
    degree = new int[mesh.vertexCount()];
    for (int v : triangles) {
      degree[v]++;
    }
  }

  /**
   * Writes the means; vertices without neighbours have their own value for one.
   *
   * @param values x, y, z per vertex
   * @param means the same, another array
   */
  void write(float[] values, float[] means) {
    Arrays.fill(means, 0);
    for (int t = 0; t < triangles.length; t += 3) {
      int a = 3 * triangles[t];
      int b = 3 * triangles[t + 1];
      int c = 3 * triangles[t + 2];
      for (int axis = 0; axis < 3; axis++) {
        float va = values[a + axis];
        float vb = values[b + axis];
        float vc = values[c + axis];
        means[a + axis] += vb + vc;
        means[b + axis] += vc + va;
        means[c + axis] += va + vb;
      }
    }
    for (int v = 0; v < degree.length; v++) {
      float share = 0.5f / degree[v];
      for (int i = 3 * v; i < 3 * v + 3; i++) {
        means[i] = degree[v] > 0 ? means[i] * share : values[i];
      }
    }
  }
}
