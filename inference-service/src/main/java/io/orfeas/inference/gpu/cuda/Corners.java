package io.orfeas.inference.gpu.cuda;

/**
 * The corners around each vertex, in the order of the triangles.
 *
 * @param before where each vertex's list begins
 * @param degree how long it is
 * @param list corners, three per triangle
 */
record Corners(DeviceArray before, DeviceArray degree, DeviceArray list) {
  static Corners of(CudaWork work, DeviceMesh mesh) {
    int vertices = mesh.vertices();
    int corners = 3 * mesh.faces();
    DeviceArray degree = work.zeros((long) Integer.BYTES * vertices);
    work.launch("corners_count", corners, mesh.triangles(), corners, degree);
    DeviceArray before = work.scan(degree, vertices).before();
    DeviceArray cursor = work.ints(vertices);
    work.copy(before, cursor, (long) Integer.BYTES * vertices);
    DeviceArray list = work.ints(corners);
    work.launch("corners_fill", corners, mesh.triangles(), corners, cursor, list);
    work.launch("corners_sort", vertices, before, degree, vertices, list);
    return new Corners(before, degree, list);
  }
}
