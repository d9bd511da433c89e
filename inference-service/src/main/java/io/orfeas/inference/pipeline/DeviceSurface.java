package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.mesh.CubePatterns;
import io.orfeas.inference.mesh.LatticePlan;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;

/**
 * Extracts and smooths surfaces on a device: sampling, counting, placing and smoothing stay there.
 */
public final class DeviceSurface implements SurfaceKernel {
  /** Arrays of one float or int per lattice point that are held at once. */
  private static final int PER_POINT = 11;

  /** Bytes per lattice point of the surface itself, for two to four levels under each point. */
  private static final int SURFACE_PER_POINT = 400;

  private static final CubePatterns CUBES = CubePatterns.standard();

  private final BulkKernels kernels;
  private final MemoryUse memory;

  public DeviceSurface(BulkKernels kernels, MemoryUse memory) {
    this.kernels = kernels;
    this.memory = memory;
  }

  /** Device memory that a surface is likely to take, until something was measured. */
  static long firstGuess(DepthShell shell, LatticePlan plan) {
    long points = (long) plan.columns() * plan.rows();
    return 3L * Float.BYTES * shell.outline().length
        + points * (PER_POINT * Float.BYTES + SURFACE_PER_POINT);
  }

  @Override
  public TriangleMesh surface(DepthShell shell, LatticePlan plan, int smoothing) {
    BulkKernels.Surface surface =
        kernels.surface(
            new BulkKernels.Shell(
                shell.side(),
                shell.outline(),
                shell.front(),
                shell.back(),
                plan.columns(),
                plan.rows(),
                plan.cell(),
                plan.left(),
                plan.top(),
                plan.firstX(),
                plan.firstY(),
                plan.scale(),
                CUBES.bytes(),
                CUBES.width()),
            smoothing,
            memory);
    return new TriangleMesh(surface.positions(), surface.triangles());
  }
}
