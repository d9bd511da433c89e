package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import java.util.List;

/** The kernels of {@code orfeas.cu}, put together to the steps they serve. */
final class CudaKernels implements BulkKernels, AutoCloseable {
  private final CudaContext context;
  private final CudaModule module;
  private final StagingPool pool;

  CudaKernels(CudaContext context) {
    this.context = context;
    context.enter();
    module = new CudaModule();
    pool = new StagingPool(context);
  }

  /** Gives idle page-locked memory back. */
  void freeCaches() {
    context.enter();
    pool.close();
  }

  @Override
  public Shell shell(float[] coverage, int side, float pixel, Profiler host, MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      OutlineWork outline = new OutlineWork(work, coverage, side);
      Profile profile = host.profile(outline.download());
      return new ReliefWork(work, outline.distance(), side).shell(profile, pixel);
    }
  }

  @Override
  public Surface surface(
      Shell shell,
      List<Lattice> lattices,
      Patterns patterns,
      int smoothing,
      Host host,
      MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      return new SurfaceWork(work, host).surface(shell, lattices, patterns, smoothing);
    }
  }

  @Override
  public Surface placed(float[] positions, int[] triangles, MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      DeviceMesh mesh = DeviceMesh.upload(work, new Mesh(positions, triangles));
      return new PlacingWork(work, mesh, Corners.of(work, mesh)).surface(positions, triangles);
    }
  }

  @Override
  public Pictures pictures(Chart chart, MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      return new ChartWork(work, chart).pictures();
    }
  }

  @Override
  public void close() {
    context.enter();
    pool.close();
    module.close();
  }

  private CudaWork work(MemoryUse memory) {
    return new CudaWork(context, module, pool, memory);
  }
}
