package io.orfeas.inference.mesh;

/** A way of removing triangles. Implementations are stateless and safe for concurrent use. */
interface MeshReducer {
  /**
   * Reduces a mesh.
   *
   * @param mesh welded: no two vertices at one position
   * @param maxTriangles budget, at least 4
   * @return a mesh within the budget, or as near as the method gets
   */
  TriangleMesh reduce(TriangleMesh mesh, int maxTriangles);
}
