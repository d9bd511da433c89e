package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.BulkKernels.Lattice;
import io.orfeas.inference.gpu.BulkKernels.Mesh;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.mesh.CubePatterns;
import io.orfeas.inference.mesh.LatticePlan;
import io.orfeas.inference.mesh.PlacedMesh;
import io.orfeas.inference.mesh.SliverGuard;
import io.orfeas.inference.mesh.Surface;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.List;

/**
 * Makes surfaces on a device, from the shell to the normals. They are thinned in between, and where
 * need be repaired, by the processor's own classes.
 */
final class DeviceSurfaces implements SurfaceKernel {
  private static final String SURFACE = "surface";
  private static final String PLACING = "placing";

  private static final int SHELL_ARRAYS = 3;

  /** Bytes per lattice point: of the lattice, and of some five vertices over and under it. */
  private static final int PER_POINT = 44 + 700;

  /** Bytes per vertex and face of a mesh that is placed. */
  private static final int PER_VERTEX = 64;

  private static final int PER_FACE = 24;

  private static final CubePatterns CUBES = CubePatterns.standard();

  private final BulkKernels kernels;
  private final StepWork work;

  DeviceSurfaces(BulkKernels kernels, StepWork work) {
    this.kernels = kernels;
    this.work = work;
  }

  @Override
  public Surface surface(DepthShell shell, int grid, int smoothing) {
    List<LatticePlan> plans = LatticePlan.candidates(shell, grid);
    long points = (long) plans.get(0).columns() * plans.get(0).rows();
    long shellBytes = (long) SHELL_ARRAYS * Float.BYTES * shell.outline().length;
    return work.run(
        new StepWork.Size(SURFACE, points, shellBytes + PER_POINT * points),
        memory -> surface(shell, plans, smoothing, memory),
        () -> CPU.surface(shell, grid, smoothing));
  }

  private Surface surface(
      DepthShell shell, List<LatticePlan> plans, int smoothing, MemoryUse memory) {
    BulkKernels.Surface made =
        kernels.surface(
            new BulkKernels.Shell(shell.side(), shell.outline(), shell.front(), shell.back()),
            plans.stream().map(DeviceSurfaces::lattice).toList(),
            new BulkKernels.Patterns(CUBES.width(), CUBES.bytes()),
            smoothing,
            new Judge(),
            memory);
    return made.triangles().length == 0
        ? Surface.of(new TriangleMesh(made.seen(), made.triangles()))
        : placed(made);
  }

  @Override
  public Surface placed(TriangleMesh mesh) {
    if (!isFinite(mesh)) {
      return CPU.placed(mesh); // which refuses it when it is asked for
    }
    long vertices = mesh.vertexCount();
    long bytes = PER_VERTEX * vertices + (long) PER_FACE * mesh.triangleCount();
    return work.run(
        new StepWork.Size(PLACING, vertices, bytes),
        memory -> placed(kernels.placed(mesh.positions(), mesh.triangles(), memory)),
        () -> CPU.placed(mesh));
  }

  private static Surface placed(BulkKernels.Surface made) {
    return Surface.of(
        new PlacedMesh(
            new TriangleMesh(made.seen(), made.triangles()),
            new TriangleMesh(made.placed(), made.triangles()),
            made.normals()));
  }

  private static boolean isFinite(TriangleMesh mesh) {
    for (float value : mesh.positions()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return mesh.vertexCount() > 0;
  }

  private static Lattice lattice(LatticePlan plan) {
    return new Lattice(
        plan.columns(),
        plan.rows(),
        plan.cell(),
        plan.left(),
        plan.top(),
        plan.firstX(),
        plan.firstY(),
        plan.scale());
  }

  /** The processor's own judgement. */
  private static final class Judge implements BulkKernels.Host {
    @Override
    public Mesh thinned(Mesh extracted) {
      TriangleMesh kept =
          SurfaceKernel.thinned(new TriangleMesh(extracted.positions(), extracted.triangles()));
      return new Mesh(kept.positions(), kept.triangles());
    }

    @Override
    public double flatArea(double longestSide) {
      return SliverGuard.flatArea(longestSide);
    }

    @Override
    public float[] restored(Mesh before, float[] after) {
      return SliverGuard.restore(
              new TriangleMesh(before.positions(), before.triangles()),
              new TriangleMesh(after, before.triangles()))
          .positions();
    }
  }
}
