package io.orfeas.inference.mesh;

/**
 * What is right and wrong with a mesh as a solid, measured after joining vertices of equal
 * position, so that texture seams do not count as holes.
 *
 * @param vertices distinct positions in use
 * @param triangles triangles whose three corners differ after joining
 * @param edges distinct edges
 * @param boundaryEdges edges with one triangle
 * @param nonManifoldEdges edges with more than two triangles
 * @param nonManifoldVertices vertices whose triangles form more than one fan
 * @param inconsistentEdges edges whose two triangles run through them in the same direction
 * @param degenerateTriangles triangles without area, joined corners included
 * @param notFinite coordinates that are NaN or infinite
 * @param components connected parts
 * @param signedVolume enclosed volume, positive when the faces point outward; cubic object units
 */
public record MeshAudit(
    int vertices,
    int triangles,
    int edges,
    int boundaryEdges,
    int nonManifoldEdges,
    int nonManifoldVertices,
    int inconsistentEdges,
    int degenerateTriangles,
    int notFinite,
    int components,
    double signedVolume) {

  /** Examines a mesh; cost linear for vertices of bounded degree. */
  public static MeshAudit of(TriangleMesh mesh) {
    return MeshAuditor.audit(mesh);
  }

  /** Whether every edge has exactly two triangles and there is at least one triangle. */
  public boolean isWatertight() {
    return triangles > 0 && boundaryEdges == 0 && nonManifoldEdges == 0;
  }

  /** Whether the surface is a 2-manifold: at most two triangles an edge, one fan a vertex. */
  public boolean isManifold() {
    return nonManifoldEdges == 0 && nonManifoldVertices == 0;
  }

  /** Whether neighbouring faces agree and the faces point outward. */
  public boolean isOriented() {
    return inconsistentEdges == 0 && signedVolume > 0;
  }

  /** Whether the mesh bounds a solid: closed, manifold, oriented, finite, no collapsed faces. */
  public boolean isSolid() {
    return isWatertight()
        && isManifold()
        && isOriented()
        && degenerateTriangles == 0
        && notFinite == 0;
  }

  /** Euler characteristic {@code V - E + F}: 2 per sphere-like part, 2 less for each handle. */
  public int euler() {
    return vertices - edges + triangles;
  }
}
