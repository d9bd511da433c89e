package io.orfeas.inference.mesh;

import java.util.function.Supplier;

/**
 * A surface, and the way to it as it stands.
 *
 * @param mesh as the camera saw it
 * @param placing gives the mesh placed and with normals: found along with the mesh where a device
 *     made it, else when it is asked for, on the thread that asks
 */
public record Surface(TriangleMesh mesh, Supplier<PlacedMesh> placing) {

  /** A surface that is placed when that is asked for. */
  public static Surface of(TriangleMesh mesh) {
    return new Surface(mesh, () -> PlacedMesh.of(mesh));
  }

  /** A surface that was placed along with the mesh. */
  public static Surface of(PlacedMesh known) {
    return new Surface(known.seen(), () -> known);
  }

  /**
   * The surface with its depth multiplied where it stands, not where the camera saw it: there is no
   * end to that, while in the picture's frame the camera is one.
   *
   * @param factor above 0
   */
  public Surface deepened(double factor) {
    return factor == 1 ? this : new Surface(mesh, () -> placed().deepened(factor));
  }

  /** The mesh placed and with normals. */
  public PlacedMesh placed() {
    return placing.get();
  }
}
