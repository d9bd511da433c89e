package io.orfeas.inference.mesh;

import java.util.Optional;

/**
 * Brings meshes within a triangle budget and never trades soundness for it: a closed, manifold,
 * oriented mesh stays one.
 *
 * <p>The native library is used where it loads. Its result is audited; a result with a defect is
 * thrown away and made again by edge collapses that keep the topology. Instances are immutable and
 * safe for concurrent use.
 */
public final class Simplifier {
  /** Smallest budget: a tetrahedron. */
  public static final int LEAST_TRIANGLES = 4;

  private static final MeshReducer CAREFUL = new QuadricReducer();

  private final Optional<MeshReducer> fast;
  private final Optional<String> refusal;

  private Simplifier(Optional<MeshReducer> fast, Optional<String> refusal) {
    this.fast = fast;
    this.refusal = refusal;
  }

  /** The native library where it loads, else {@link #portable}. */
  public static Simplifier best() {
    try {
      return with(new NativeReducer());
    } catch (LinkageError e) {
      return new Simplifier(Optional.empty(), Optional.of("meshoptimizer does not load: " + e));
    }
  }

  /** Java only. */
  public static Simplifier portable() {
    return new Simplifier(Optional.empty(), Optional.of("meshoptimizer was not asked for"));
  }

  static Simplifier with(MeshReducer fast) {
    return new Simplifier(Optional.of(fast), Optional.empty());
  }

  /** Why the native library is not in use, for the log; empty when it is. */
  public Optional<String> nativeRefusal() {
    return refusal;
  }

  /**
   * Simplifies a mesh.
   *
   * @param mesh any mesh; vertices of equal position are joined first
   * @param maxTriangles budget, at least {@value #LEAST_TRIANGLES}
   * @return at most {@code maxTriangles} triangles, or the least that the topology of the mesh
   *     allows (each separate part needs four, each handle more) when the budget is below that
   */
  public TriangleMesh simplify(TriangleMesh mesh, int maxTriangles) {
    if (maxTriangles < LEAST_TRIANGLES) {
      throw new IllegalArgumentException(
          "maxTriangles: %d (expected: at least %d)".formatted(maxTriangles, LEAST_TRIANGLES));
    }
    TriangleMesh welded = VertexWelder.weld(mesh);
    if (welded.triangleCount() <= maxTriangles) {
      return welded;
    }
    return fast.map(reducer -> reducer.reduce(welded, maxTriangles))
        .filter(result -> result.triangleCount() <= maxTriangles && isSound(result))
        .orElseGet(() -> CAREFUL.reduce(welded, maxTriangles));
  }

  private static boolean isSound(TriangleMesh mesh) {
    return MeshAudit.of(mesh).isSolid();
  }
}
