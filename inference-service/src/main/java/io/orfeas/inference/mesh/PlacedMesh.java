package io.orfeas.inference.mesh;

/**
 * A mesh in the frame of the picture and in the frame of the object, with its normals in both: all
 * that a file is made from, but for the texture.
 *
 * @param seen the mesh as the camera saw it
 * @param seenNormals its unit normals, x, y, z per vertex
 * @param placed the same triangles as the object stands ({@link ViewFrame})
 * @param placedNormals its unit normals, x, y, z per vertex
 */
public record PlacedMesh(
    TriangleMesh seen, float[] seenNormals, TriangleMesh placed, float[] placedNormals) {

  /**
   * Places a mesh.
   *
   * @throws IllegalArgumentException when the mesh is empty or not finite
   */
  public static PlacedMesh of(TriangleMesh seen) {
    TriangleMesh placed = ViewFrame.toObject(seen);
    return new PlacedMesh(seen, VertexNormals.of(seen), placed, VertexNormals.of(placed));
  }
}
