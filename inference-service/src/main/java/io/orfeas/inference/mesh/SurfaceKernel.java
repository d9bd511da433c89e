package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.Volume;

/**
 * Makes surfaces ready for their texture: the part of the way that a device may take over. Every
 * implementation gives the same meshes, bit by bit.
 */
public interface SurfaceKernel {
  /** On the processor. */
  SurfaceKernel CPU =
      new SurfaceKernel() {
        @Override
        public Surface surface(DepthShell shell, int grid, int smoothing) {
          return smoothed(SurfaceExtractor.extract(shell, grid), smoothing);
        }

        @Override
        public Surface placed(TriangleMesh mesh) {
          return Surface.of(mesh);
        }
      };

  /**
   * What is smoothed of an extracted surface: short edges drawn in, and debris dropped. Each edge
   * is judged by what became of those before it, so this is for one thread of the processor.
   */
  static TriangleMesh thinned(TriangleMesh extracted) {
    return ComponentFilter.dropDebris(ShortEdges.collapse(extracted));
  }

  /**
   * Extracts the surface of a solid, thins it, and smooths what stays.
   *
   * @param shell the solid; NaN counts as outside or flat, depths are cut off at 1
   * @param grid cells along the object's longest side, {@value SurfaceExtractor#MIN_GRID}..{@value
   *     SurfaceExtractor#MAX_GRID}
   * @param smoothing pairs of Taubin steps, 0..100
   * @throws IllegalArgumentException when no pixel of the shell is inside its outline
   */
  Surface surface(DepthShell shell, int grid, int smoothing);

  /**
   * The same of any shape: a volume's surface is extracted on the processor in any case.
   *
   * @param shape a shell, or a volume with something inside
   */
  default Surface surfaceOf(Shape shape, int grid, int smoothing) {
    if (shape instanceof DepthShell shell) {
      return surface(shell, grid, smoothing);
    }
    return smoothed(VolumeExtractor.extract((Volume) shape, grid), smoothing);
  }

  private static Surface smoothed(TriangleMesh extracted, int smoothing) {
    TriangleMesh kept = thinned(extracted);
    return Surface.of(SliverGuard.restore(kept, TaubinSmoother.smooth(kept, smoothing)));
  }

  /**
   * A mesh made elsewhere, as a surface.
   *
   * @param mesh finite, with at least one vertex
   */
  Surface placed(TriangleMesh mesh);
}
