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
 * A surface from shell to normals. It goes through the processor only where there is something to
 * repair: several parts, or triangles that smoothing laid flat.
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
      return new Surface(none, none, none, none, new int[0]);
    }
    work.mark();
    DeviceMesh kept = withoutDebris(extracted);
    Corners corners = Corners.of(work, kept);
    if (smoothing == 0) {
      return placed(kept, corners, triangles(kept));
    }
    float longestSide = new BoxWork(work).around(kept).longestSide();
    DeviceMesh smooth = kept.at(smoothed(kept, corners, smoothing));
    DeviceArray flat = flatCount(smooth, longestSide);
    int[] triangles = triangles(kept);
    if (work.downloadInts(flat, 1)[0] > 0) {
      smooth = kept.at(restored(kept, smooth, triangles));
    }
    return placed(smooth, corners, triangles);
  }

  private Surface placed(DeviceMesh mesh, Corners corners, int[] triangles) {
    work.mark();
    PlacingWork placing = new PlacingWork(work, mesh, corners);
    float[] seen = work.fetchMarkedFloats(mesh.positions(), 3 * mesh.vertices());
    return placing.surface(seen, triangles);
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

  /** What hangs together is no debris; several parts are for the host to judge. */
  private DeviceMesh withoutDebris(DeviceMesh mesh) {
    DeviceArray parent = work.ints(mesh.vertices());
    DeviceArray count = work.zeros(Integer.BYTES);
    work.launch("parts_begin", mesh.vertices(), mesh.vertices(), parent);
    work.launch("parts_join", mesh.faces(), mesh.triangles(), mesh.faces(), parent);
    work.launch("parts_count", mesh.vertices(), parent, mesh.vertices(), count);
    if (work.downloadInts(count, 1)[0] <= 1) {
      return mesh;
    }
    Mesh extracted =
        new Mesh(work.downloadFloats(mesh.positions(), 3 * mesh.vertices()), triangles(mesh));
    Mesh kept = host.kept(extracted);
    if (kept == extracted) {
      return mesh;
    }
    DeviceMesh smaller =
        new DeviceMesh(
            work.upload(kept.positions()),
            kept.positions().length / 3,
            work.upload(kept.triangles()),
            kept.triangles().length / 3);
    work.mark();
    return smaller;
  }

  private DeviceArray smoothed(DeviceMesh mesh, Corners corners, int passes) {
    // The positions from before stay: they may be wanted again.
    DeviceArray from = mesh.positions();
    DeviceArray to = work.floats(3L * mesh.vertices());
    DeviceArray spare = work.floats(3L * mesh.vertices());
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
      to = step == 0 ? spare : read;
    }
    return from;
  }

  private DeviceArray flatCount(DeviceMesh mesh, float longestSide) {
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

  private DeviceArray restored(DeviceMesh before, DeviceMesh after, int[] triangles) {
    int numbers = 3 * before.vertices();
    float[] old = work.downloadFloats(before.positions(), numbers);
    float[] smooth = work.downloadFloats(after.positions(), numbers);
    return work.upload(host.restored(new Mesh(old, triangles), smooth));
  }

  /** Written before the mark; they come down while the device computes on. */
  private int[] triangles(DeviceMesh mesh) {
    return work.fetchMarkedInts(mesh.triangles(), 3 * mesh.faces());
  }
}
