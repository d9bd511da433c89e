package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;

/**
 * Extracts and smooths a surface on a given lattice: the part of the way that a device may take
 * over. Every implementation gives the same mesh, bit by bit.
 */
@FunctionalInterface
public interface SurfaceKernel {
  /** On the processor. */
  SurfaceKernel CPU =
      (shell, plan, smoothing) ->
          TaubinSmoother.smooth(SurfaceExtractor.extract(shell, plan), smoothing);

  /**
   * Makes the surface.
   *
   * @param shell the solid
   * @param plan where to sample it
   * @param smoothing pairs of Taubin steps, 0..100
   * @return a mesh without triangles when no lattice point is inside
   */
  TriangleMesh surface(DepthShell shell, LatticePlan plan, int smoothing);
}
