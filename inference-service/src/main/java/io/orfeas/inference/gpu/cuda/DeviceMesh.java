package io.orfeas.inference.gpu.cuda;

/**
 * A triangle mesh on the device, owned by its {@link CudaWork}.
 *
 * @param positions x, y, z per vertex
 * @param vertices how many
 * @param triangles three vertices per face
 * @param faces how many
 */
record DeviceMesh(DeviceArray positions, int vertices, DeviceArray triangles, int faces) {
  DeviceMesh at(DeviceArray moved) {
    return new DeviceMesh(moved, vertices, triangles, faces);
  }
}
