package io.orfeas.inference.mesh;

import java.util.Objects;

/**
 * An indexed triangle mesh: geometry only.
 *
 * <p>Layout: {@code positions} holds x, y, z per vertex; {@code triangles} holds three vertex
 * indices per face, counter-clockwise seen from outside. Frame: right-handed, +Y up, +Z toward the
 * viewer, unit = longest side of the object. The arrays are not copied and are read only by
 * contract.
 *
 * @param positions {@code 3 * vertexCount} coordinates
 * @param triangles {@code 3 * triangleCount} indices in {@code 0..vertexCount - 1}
 */
public record TriangleMesh(float[] positions, int[] triangles) {
  public TriangleMesh {
    Objects.requireNonNull(positions, "positions");
    Objects.requireNonNull(triangles, "triangles");
    if (positions.length % 3 != 0 || triangles.length % 3 != 0) {
      throw new IllegalArgumentException(
          "mesh: %d coordinates, %d indices (expected: multiples of 3)"
              .formatted(positions.length, triangles.length));
    }
  }

  /** Number of vertices. */
  public int vertexCount() {
    return positions.length / 3;
  }

  /** Number of triangles. */
  public int triangleCount() {
    return triangles.length / 3;
  }
}
