package io.orfeas.inference.mesh;

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
    float[] means = new float[positions.length];
    NeighbourMeans neighbours = new NeighbourMeans(mesh);
    for (int pass = 0; pass < passes; pass++) {
      step(positions, neighbours, means, FORWARD);
      step(positions, neighbours, means, BACKWARD);
    }
    return new TriangleMesh(positions, mesh.triangles());
  }

  private static void step(
      float[] positions, NeighbourMeans neighbours, float[] means, float rate) {
    neighbours.write(positions, means);
    for (int i = 0; i < positions.length; i++) {
      positions[i] += rate * (means[i] - positions[i]);
    }
  }
}
