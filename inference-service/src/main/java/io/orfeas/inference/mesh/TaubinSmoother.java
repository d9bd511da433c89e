package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Low-pass filter for surfaces: each vertex moves toward the mean of its neighbours, then all move
 * back a little farther, which takes out ripples and keeps the volume.
 *
 * <p>Cost: linear per pass. Topology is untouched. Source: Taubin, "A signal processing approach to
 * fair surface design", 1995 (the λ|μ algorithm).
 */
public final class TaubinSmoother {
  private static final float FORWARD = 0.5f;
  private static final float BACKWARD = -0.53f;

  private TaubinSmoother() {}

  /**
   * Smooths a mesh.
   *
   * @param passes pairs of steps, 0..100
   * @return same triangles, new positions; vertices without neighbours stay where they are
   */
  public static TriangleMesh smooth(TriangleMesh mesh, int passes) {
    if (passes < 0 || passes > 100) {
      throw new IllegalArgumentException("passes: %d (expected: 0..100)".formatted(passes));
    }
    float[] positions = mesh.positions().clone();
    float[] sum = new float[positions.length];
    int[] degree = degrees(mesh);
    for (int pass = 0; pass < passes; pass++) {
      step(positions, mesh.triangles(), degree, sum, FORWARD);
      step(positions, mesh.triangles(), degree, sum, BACKWARD);
    }
    return new TriangleMesh(positions, mesh.triangles());
  }

  /** Corners around each vertex; on a closed surface each neighbour is met twice. */
  private static int[] degrees(TriangleMesh mesh) {
    int[] degree = new int[mesh.vertexCount()];
    for (int v : mesh.triangles()) {
      degree[v]++;
    }
    return degree;
  }

  private static void step(
      float[] positions, int[] triangles, int[] degree, float[] sum, float rate) {
    Arrays.fill(sum, 0);
    for (int t = 0; t < triangles.length; t += 3) {
      int a = 3 * triangles[t];
      int b = 3 * triangles[t + 1];
      int c = 3 * triangles[t + 2];
      for (int axis = 0; axis < 3; axis++) {
        float pa = positions[a + axis];
        float pb = positions[b + axis];
        float pc = positions[c + axis];
        sum[a + axis] += pb + pc;
        sum[b + axis] += pc + pa;
        sum[c + axis] += pa + pb;
      }
    }
    for (int v = 0; v < degree.length; v++) {
      if (degree[v] > 0) {
        float share = 0.5f / degree[v];
        for (int i = 3 * v; i < 3 * v + 3; i++) {
          positions[i] += rate * (sum[i] * share - positions[i]);
        }
      }
    }
  }
}
