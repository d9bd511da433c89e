package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The kernels of {@code orfeas.cu}, put together to the stages they serve. */
final class CudaKernels implements BulkKernels, AutoCloseable {
  private static final float FORWARD = 0.5f;
  private static final float BACKWARD = -0.53f;

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
  public int[] nearestSites(float[] cost, int side, MemoryUse memory) {
    int n = cost.length;
    try (CudaWork work = work(memory)) {
      DeviceArray costs = work.upload(cost);
      DeviceArray apex = work.ints(n);
      DeviceArray start = work.allocate(Double.BYTES * (n + (long) side));
      DeviceArray columnRow = work.ints(n);
      DeviceArray line = work.floats(n);
      DeviceArray best = work.ints(n);
      work.launch("nearest_in_columns", side, costs, side, apex, start, columnRow);
      work.launch("column_cost", n, costs, columnRow, side, line);
      work.launch("nearest_in_rows", side, line, side, apex, start, best);
      work.launch("nearest_site", n, columnRow, best, side, apex);
      return work.downloadInts(apex, 0, n);
    }
  }

  @Override
  public Surface surface(Shell shell, int smoothing, MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      SurfaceWork surface = new SurfaceWork(work, shell);
      if (surface.triangleCount() == 0) {
        return new Surface(new float[0], new int[0]);
      }
      DeviceArray triangles = surface.triangles();
      DeviceArray positions = surface.positions();
      if (smoothing > 0) {
        positions = smoothed(work, positions, triangles, surface.vertexCount(), surface, smoothing);
      }
      return new Surface(
          work.downloadFloats(positions, 3 * surface.vertexCount()),
          work.downloadInts(triangles, 0, 3 * surface.triangleCount()));
    }
  }

  @Override
  public float[] normals(float[] positions, int[] triangles, MemoryUse memory) {
    int vertices = positions.length / 3;
    try (CudaWork work = work(memory)) {
      DeviceArray places = work.upload(positions);
      DeviceArray faces = work.upload(triangles);
      Corners corners = Corners.of(work, faces, triangles.length, vertices);
      DeviceArray normals = work.floats(positions.length);
      work.launch(
          "vertex_normals",
          vertices,
          places,
          faces,
          corners.before(),
          corners.degree(),
          corners.list(),
          vertices,
          normals);
      return work.downloadFloats(normals, positions.length);
    }
  }

  @Override
  public List<float[]> filledPyramid(float[] texels, int width, int height, MemoryUse memory) {
    try (CudaWork work = work(memory)) {
      List<DeviceArray> levels = new ArrayList<>();
      levels.add(work.upload(texels));
      for (int l = 0; side(width, l) * side(height, l) > 1; l++) {
        int coarser = side(width, l + 1) * side(height, l + 1);
        DeviceArray coarse = work.floats(4L * coarser);
        work.launch(
            "texture_halve", coarser, levels.get(l), side(width, l), side(height, l), coarse);
        levels.add(coarse);
      }
      int top = levels.size() - 1;
      work.launch("texture_top", 1, levels.get(top));
      for (int l = top - 1; l >= 0; l--) {
        int w = side(width, l);
        int h = side(height, l);
        work.launch("texture_enlarge", w * h, levels.get(l + 1), w, h, levels.get(l));
      }
      List<float[]> filled = new ArrayList<>();
      for (int l = 0; l <= top; l++) {
        filled.add(work.downloadFloats(levels.get(l), 4 * side(width, l) * side(height, l)));
      }
      return filled;
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

  private static int side(int full, int level) {
    return Math.max(1, full >> level);
  }

  private static DeviceArray smoothed(
      CudaWork work,
      DeviceArray positions,
      DeviceArray triangles,
      int vertices,
      SurfaceWork surface,
      int passes) {
    Corners corners = Corners.of(work, triangles, 3 * surface.triangleCount(), vertices);
    DeviceArray from = positions;
    DeviceArray to = work.floats(3L * vertices);
    for (int step = 0; step < 2 * passes; step++) {
      work.launch(
          "smooth_step",
          vertices,
          from,
          triangles,
          corners.before(),
          corners.degree(),
          corners.list(),
          vertices,
          step % 2 == 0 ? FORWARD : BACKWARD,
          to);
      DeviceArray written = to;
      to = from;
      from = written;
    }
    return from;
  }

  /** A structure of 32-bit values and addresses, as the kernels' compiler lays it out. */
  static ByteBuffer structure(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
