package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Lattice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The extraction of a surface on one lattice: the shell is sampled and everything counted when this
 * is made.
 */
final class LatticeWork {
  private final CudaWork work;
  private final DevicePatterns patterns;
  private final int points;
  private final byte[] lattice;
  private final DeviceArray outline;
  private final DeviceArray mid;
  private final DeviceArray half;
  private final DeviceArray square;
  private final DeviceArray level;
  private final DeviceArray rimBefore;
  private final DeviceArray upperBefore;
  private final DeviceArray facesBefore;
  private final int rims;
  private final int uppers;
  private final int halfFaces;

  LatticeWork(CudaWork work, DeviceShell shell, Lattice plan, DevicePatterns patterns) {
    this.work = work;
    this.patterns = patterns;
    points = Math.multiplyExact(plan.columns(), plan.rows());
    lattice = structure(plan);
    outline = work.floats(points);
    mid = work.floats(points);
    half = work.floats(points);
    square = work.floats(points);
    level = work.ints(points);
    sample(shell, plan);
    DeviceArray rim = work.ints(points);
    DeviceArray upper = work.ints(points);
    DeviceArray faces = work.ints(points);
    work.launch(
        "surface_count",
        points,
        lattice,
        level,
        patterns.bytes(),
        patterns.width(),
        rim,
        upper,
        faces);
    CudaWork.Scan rimScan = work.scan(rim, points);
    CudaWork.Scan upperScan = work.scan(upper, points);
    CudaWork.Scan faceScan = work.scan(faces, points);
    rimBefore = rimScan.before();
    upperBefore = upperScan.before();
    facesBefore = faceScan.before();
    rims = work.downloadInts(rimScan.total(), 1)[0];
    uppers = work.downloadInts(upperScan.total(), 1)[0];
    halfFaces = work.downloadInts(faceScan.total(), 1)[0];
  }

  boolean isEmpty() {
    return halfFaces == 0;
  }

  DeviceMesh mesh() {
    int vertices = rims + 2 * uppers;
    int faces = 2 * halfFaces;
    DeviceArray triangles = work.ints(3L * faces);
    work.launch(
        "surface_triangles",
        points,
        lattice,
        level,
        patterns.bytes(),
        patterns.width(),
        numbers(),
        facesBefore,
        triangles);
    DeviceArray positions = work.floats(3L * vertices);
    work.launch(
        "surface_place", points, lattice, outline, mid, half, square, level, numbers(), positions);
    return new DeviceMesh(positions, vertices, triangles, faces);
  }

  private void sample(DeviceShell shell, Lattice plan) {
    work.launch(
        "lattice_sample",
        points,
        shell.outline(),
        shell.front(),
        shell.back(),
        shell.side(),
        plan.firstX(),
        plan.firstY(),
        plan.scale(),
        lattice,
        outline,
        mid,
        half,
        square,
        level);
  }

  private byte[] numbers() {
    return bytes(24)
        .putInt(rims)
        .putInt(uppers)
        .putLong(rimBefore.address())
        .putLong(upperBefore.address())
        .array();
  }

  private static byte[] structure(Lattice lattice) {
    return bytes(20)
        .putInt(lattice.columns())
        .putInt(lattice.rows())
        .putFloat(lattice.cell())
        .putFloat(lattice.left())
        .putFloat(lattice.top())
        .array();
  }

  /** A structure of 32-bit values and addresses, as the kernels' compiler lays it out. */
  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
