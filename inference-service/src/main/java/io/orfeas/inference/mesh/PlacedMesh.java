package io.orfeas.inference.mesh;

/**
 * A mesh in the frame of the picture and in the frame of the object, with its normals there: all
 * that a file is made from, but for the texture.
 *
 * @param seen the mesh as the camera saw it
 * @param placed the same triangles as the object stands ({@link ViewFrame})
 * @param normals of what is placed, unit, x, y, z per vertex
 */
public record PlacedMesh(TriangleMesh seen, TriangleMesh placed, float[] normals) {

  /**
   * Places a mesh.
   *
   * @throws IllegalArgumentException when the mesh is empty or not finite
   */
  public static PlacedMesh of(TriangleMesh seen) {
    TriangleMesh placed = ViewFrame.toObject(seen);
    return new PlacedMesh(seen, placed, VertexNormals.of(placed));
  }

  /**
   * The same, drawn out in depth as it stands, its longest side still 1.
   *
   * @param factor above 0
   */
  PlacedMesh deepened(double factor) {
    float[] positions = placed.positions().clone();
    for (int i = 2; i < positions.length; i += 3) {
      positions[i] *= (float) factor;
    }
    ViewFrame.normalize(positions);
    TriangleMesh deep = new TriangleMesh(positions, placed.triangles());
    return new PlacedMesh(seen, deep, VertexNormals.of(deep));
  }
}
