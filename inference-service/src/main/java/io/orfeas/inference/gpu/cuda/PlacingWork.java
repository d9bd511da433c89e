package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Surface;

/** Takes a mesh into the frame of the object, and finds its normals there. */
final class PlacingWork {
  /** Three numbers for the camera, three for the middle, one for the scale. */
  private static final int FRAME = 7 * Double.BYTES;

  private static final int AIMS = 3;

  private final CudaWork work;
  private final int numbers;
  private final DeviceArray placed;
  private final DeviceArray normals;

  /** Begins; the mesh is only read. */
  PlacingWork(CudaWork work, DeviceMesh mesh, Corners corners) {
    this.work = work;
    numbers = 3 * mesh.vertices();
    placed = placed(mesh);
    normals = normals(mesh.at(placed), corners);
  }

  /**
   * Waits for what was begun.
   *
   * @param seen the mesh's positions, which the host has
   * @param triangles the mesh's triangles, which the host has
   */
  Surface surface(float[] seen, int[] triangles) {
    return new Surface(
        seen,
        work.downloadFloats(placed, numbers),
        work.downloadFloats(normals, numbers),
        triangles);
  }

  private DeviceArray normals(DeviceMesh mesh, Corners corners) {
    DeviceArray found = work.floats(3L * mesh.vertices());
    work.launch(
        "vertex_normals",
        mesh.vertices(),
        mesh.positions(),
        mesh.triangles(),
        corners.before(),
        corners.degree(),
        corners.list(),
        mesh.vertices(),
        found);
    return found;
  }

  private DeviceArray placed(DeviceMesh seen) {
    int vertices = seen.vertices();
    DeviceMesh moved = seen.at(work.floats(3L * vertices));
    DeviceArray frame = work.allocate(FRAME);
    BoxWork box = new BoxWork(work).around(seen);
    work.launch("frame_begin", 1, box.array(), frame);
    for (int aim = 0; aim < AIMS; aim++) {
      work.launch("frame_place", vertices, seen.positions(), vertices, frame, moved.positions());
      box.around(moved);
      work.launch("frame_aim", 1, box.array(), frame);
    }
    work.launch("frame_fit", vertices, vertices, frame, moved.positions());
    return moved.positions();
  }
}
