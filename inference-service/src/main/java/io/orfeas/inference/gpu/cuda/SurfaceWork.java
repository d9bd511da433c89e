package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Shell;

/**
 * The extraction of one surface: the lattice is sampled and everything counted when this is made.
 */
final class SurfaceWork {
  private final CudaWork work;
  private final Shell shell;
  private final int points;
  private final byte[] lattice;
  private final DeviceArray cubes;
  private final DeviceArray outline;
  private final DeviceArray mid;
  private final DeviceArray half;
  private final DeviceArray square;
  private final DeviceArray level;
  private final CudaWork.Scan rim;
  private final CudaWork.Scan upper;
  private final CudaWork.Scan faces;

  SurfaceWork(CudaWork work, Shell shell) {
    this.work = work;
    this.shell = shell;
    points = Math.multiplyExact(shell.columns(), shell.rows());
    lattice = lattice(shell);
    cubes = work.upload(shell.cubes());
    outline = work.floats(points);
    mid = work.floats(points);
    half = work.floats(points);
    square = work.floats(points);
    level = work.ints(points);
    sample();
    DeviceArray rims = work.ints(points);
    DeviceArray uppers = work.ints(points);
    DeviceArray counts = work.ints(points);
    work.launch(
        "surface_count", points, lattice, level, cubes, shell.cubeWidth(), rims, uppers, counts);
    rim = work.scan(rims, points);
    upper = work.scan(uppers, points);
    faces = work.scan(counts, points);
  }

  int vertexCount() {
    return rim.total() + 2 * upper.total();
  }

  int triangleCount() {
    return 2 * faces.total();
  }

  DeviceArray positions() {
    DeviceArray positions = work.floats(3L * vertexCount());
    work.launch(
        "surface_place", points, lattice, outline, mid, half, square, level, numbers(), positions);
    return positions;
  }

  DeviceArray triangles() {
    DeviceArray triangles = work.ints(3L * triangleCount());
    work.launch(
        "surface_triangles",
        points,
        lattice,
        level,
        cubes,
        shell.cubeWidth(),
        numbers(),
        faces.before(),
        triangles);
    return triangles;
  }

  private void sample() {
    work.launch(
        "lattice_sample",
        points,
        work.upload(shell.outline()),
        work.upload(shell.front()),
        work.upload(shell.back()),
        shell.side(),
        shell.firstX(),
        shell.firstY(),
        shell.scale(),
        lattice,
        outline,
        mid,
        half,
        square,
        level);
  }

  private byte[] numbers() {
    return CudaKernels.structure(24)
        .putInt(rim.total())
        .putInt(upper.total())
        .putLong(rim.before().address())
        .putLong(upper.before().address())
        .array();
  }

  private static byte[] lattice(Shell shell) {
    return CudaKernels.structure(20)
        .putInt(shell.columns())
        .putInt(shell.rows())
        .putFloat(shell.cell())
        .putFloat(shell.left())
        .putFloat(shell.top())
        .array();
  }
}
