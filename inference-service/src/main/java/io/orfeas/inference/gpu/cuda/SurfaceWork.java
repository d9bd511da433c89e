package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Host;
import io.orfeas.inference.gpu.BulkKernels.Lattice;
import io.orfeas.inference.gpu.BulkKernels.Mesh;
import io.orfeas.inference.gpu.BulkKernels.Patterns;
import io.orfeas.inference.gpu.BulkKernels.Shell;
import io.orfeas.inference.gpu.BulkKernels.Surface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A surface from shell to normals. It goes through the processor once, to be thinned, and again
 * where smoothing laid triangles flat.
 */
final class SurfaceWork {
  private static final float FORWARD = 0.5f;
  private static final float BACKWARD = -0.53f;

  private final CudaWork work;
  private final Host host;

  SurfaceWork(CudaWork work, Host host) {
    this.work = work;
    this.host = host;
  }

  Surface surface(Shell shell, List<Lattice> lattices, Patterns patterns, int smoothing) {
    DeviceMesh extracted = extracted(shell, lattices, patterns);
    if (extracted == null) {
      float[] none = {};
      return new Surface(none, none, none, new int[0]);
    }
    Mesh kept = host.thinned(download(extracted));
    DeviceMesh mesh = DeviceMesh.upload(work, kept);
    Corners corners = Corners.of(work, mesh);
    if (smoothing == 0) {
      return new PlacingWork(work, mesh, corners).surface(kept.positions(), kept.triangles());
    }
    double longestSide = new BoxWork(work).around(mesh).longestSide();
    DeviceMesh smooth = mesh.at(smoothed(mesh, corners, smoothing));
    work.mark();
    DeviceArray flat = flatCount(smooth, longestSide);
    // Rarely in vain: where something is flat, it is placed once more.
    PlacingWork placing = new PlacingWork(work, smooth, corners);
    float[] seen = work.fetchMarkedFloats(smooth.positions(), 3 * mesh.vertices());
    if (work.downloadInts(flat, 1)[0] == 0) {
      return placing.surface(seen, kept.triangles());
    }
    float[] restored = host.restored(kept, seen);
    return new PlacingWork(work, mesh.at(work.upload(restored)), corners)
        .surface(restored, kept.triangles());
  }

  private Mesh download(DeviceMesh mesh) {
    return new Mesh(
        work.downloadFloats(mesh.positions(), 3 * mesh.vertices()),
        work.downloadInts(mesh.triangles(), 3 * mesh.faces()));
  }

  private @Nullable DeviceMesh extracted(Shell shell, List<Lattice> lattices, Patterns patterns) {
    DeviceShell resident = DeviceShell.of(work, shell);
    DevicePatterns table = DevicePatterns.of(work, patterns);
    for (Lattice lattice : lattices) {
      LatticeWork surface = new LatticeWork(work, resident, lattice, table);
      if (!surface.isEmpty()) {
        return surface.mesh();
      }
    }
    return null;
  }

  private DeviceArray smoothed(DeviceMesh mesh, Corners corners, int passes) {
    DeviceArray from = mesh.positions();
    DeviceArray to = work.floats(3L * mesh.vertices());
    for (int step = 0; step < 2 * passes; step++) {
      work.launch(
          "smooth_step",
          mesh.vertices(),
          from,
          mesh.triangles(),
          corners.before(),
          corners.degree(),
          corners.list(),
          mesh.vertices(),
          step % 2 == 0 ? FORWARD : BACKWARD,
          to);
      DeviceArray read = from;
      from = to;
      to = read;
    }
    return from;
  }

  private DeviceArray flatCount(DeviceMesh mesh, double longestSide) {
    DeviceArray count = work.zeros(Integer.BYTES);
    work.launch(
        "flat_count",
        mesh.faces(),
        mesh.positions(),
        mesh.triangles(),
        mesh.faces(),
        host.flatArea(longestSide),
        count);
    return count;
  }
}
