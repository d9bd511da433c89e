package io.orfeas.inference.gpu.cuda;

import io.orfeas.inference.gpu.BulkKernels.Mesh;

/**
 * A triangle mesh on the device, owned by its {@link CudaWork}.
 *
 * @param positions x, y, z per vertex
 * @param vertices how many
 * @param triangles three vertices per face
 * @param faces how many
 */
record DeviceMesh(DeviceArray positions, int vertices, DeviceArray triangles, int faces) {
  static DeviceMesh upload(CudaWork work, Mesh mesh) {
    return new DeviceMesh(
        work.upload(mesh.positions()),
        mesh.positions().length / 3,
        work.upload(mesh.triangles()),
        mesh.triangles().length / 3);
  }

  /** The same with its vertices elsewhere. */
  DeviceMesh at(DeviceArray moved) {
    return new DeviceMesh(moved, vertices, triangles, faces);
  }
}
