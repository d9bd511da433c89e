package io.orfeas.inference.mesh;

import io.orfeas.inference.field.Volume;
import io.orfeas.inference.image.Cutout;

/** Turns a volume into a closed triangle mesh as dense as asked for. */
public final class VolumeExtractor {
  private VolumeExtractor() {}

  /**
   * Extracts the surface.
   *
   * <p>When every part of the solid falls between the lattice's points, the field's own are used
   * instead.
   *
   * @param grid cells along the object's longest side, {@value SurfaceExtractor#MIN_GRID}..{@value
   *     SurfaceExtractor#MAX_GRID}
   * @throws IllegalArgumentException when nothing is inside
   */
  public static TriangleMesh extract(Volume volume, int grid) {
    SurfaceExtractor.checkGrid(grid);
    int side = (int) Math.round(grid / Cutout.FILL) + 1;
    TriangleMesh mesh = FieldExtractor.extract(volume.sampled(side));
    if (mesh.triangleCount() == 0) {
      mesh = FieldExtractor.extract(volume.sampled(volume.field().side()));
    }
    if (mesh.triangleCount() == 0) {
      throw new IllegalArgumentException("volume: nothing inside (expected: at least one point)");
    }
    return deepened(mesh, volume.depth());
  }

  private static TriangleMesh deepened(TriangleMesh mesh, double factor) {
    if (factor == 1) {
      return mesh;
    }
    float[] positions = mesh.positions().clone();
    for (int i = 2; i < positions.length; i += 3) {
      positions[i] *= (float) factor;
    }
    return new TriangleMesh(positions, mesh.triangles());
  }
}
