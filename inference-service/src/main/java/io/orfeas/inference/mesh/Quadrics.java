package io.orfeas.inference.mesh;

/**
 * Error quadrics, one per vertex: the sum of squared distances to the planes of the faces merged
 * into it, each weighted by its area.
 *
 * <p>Layout: ten doubles per vertex: the upper triangle of a symmetric 3 x 3 matrix (xx, xy, xz,
 * yy, yz, zz), a vector, a constant. Source: Garland and Heckbert, "Surface Simplification Using
 * Quadric Error Metrics", 1997.
 */
final class Quadrics {
  private static final int SIZE = 10;

  /** Pull toward the middle of the edge, relative to the planes' weight; keeps flat parts even. */
  private static final double STIFFNESS = 1e-3;

  private final double[] q;
  private final double[] sum = new double[SIZE];

  Quadrics(TriangleMesh mesh) {
    q = new double[SIZE * mesh.vertexCount()];
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      addFace(mesh.positions(), t[i], t[i + 1], t[i + 2]);
    }
  }

  private void addFace(float[] p, int a, int b, int c) {
    double ux = (double) p[3 * b] - p[3 * a];
    double uy = (double) p[3 * b + 1] - p[3 * a + 1];
    double uz = (double) p[3 * b + 2] - p[3 * a + 2];
    double vx = (double) p[3 * c] - p[3 * a];
    double vy = (double) p[3 * c + 1] - p[3 * a + 1];
    double vz = (double) p[3 * c + 2] - p[3 * a + 2];
    double nx = uy * vz - uz * vy;
    double ny = uz * vx - ux * vz;
    double nz = ux * vy - uy * vx;
    double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (!(length > 0)) {
      return;
    }
    nx /= length;
    ny /= length;
    nz /= length;
    double d = -(nx * p[3 * a] + ny * p[3 * a + 1] + nz * p[3 * a + 2]);
    addPlane(a, nx, ny, nz, d, length);
    addPlane(b, nx, ny, nz, d, length);
    addPlane(c, nx, ny, nz, d, length);
  }

  private void addPlane(int v, double nx, double ny, double nz, double d, double w) {
    int i = SIZE * v;
    q[i] += w * nx * nx;
    q[i + 1] += w * nx * ny;
    q[i + 2] += w * nx * nz;
    q[i + 3] += w * ny * ny;
    q[i + 4] += w * ny * nz;
    q[i + 5] += w * nz * nz;
    q[i + 6] += w * nx * d;
    q[i + 7] += w * ny * d;
    q[i + 8] += w * nz * d;
    q[i + 9] += w * d * d;
  }

  /** Adds the quadric of one vertex to another's. */
  void merge(int into, int from) {
    for (int k = 0; k < SIZE; k++) {
      q[SIZE * into + k] += q[SIZE * from + k];
    }
  }

  /**
   * Best place for the vertex that replaces an edge.
   *
   * @param place receives x, y, z
   * @return the error there, at least 0
   */
  double best(float[] p, int a, int b, double[] place) {
    for (int k = 0; k < SIZE; k++) {
      sum[k] = q[SIZE * a + k] + q[SIZE * b + k];
    }
    double mx = ((double) p[3 * a] + p[3 * b]) / 2;
    double my = ((double) p[3 * a + 1] + p[3 * b + 1]) / 2;
    double mz = ((double) p[3 * a + 2] + p[3 * b + 2]) / 2;
    double stiff = STIFFNESS * (sum[0] + sum[3] + sum[5]) + 1e-300;
    solve(stiff, mx, my, mz, place);
    double dx = place[0] - mx;
    double dy = place[1] - my;
    double dz = place[2] - mz;
    return Math.max(0, error(place[0], place[1], place[2]))
        + stiff * (dx * dx + dy * dy + dz * dz + squaredLength(p, a, b) / 4);
  }

  private static double squaredLength(float[] p, int a, int b) {
    double dx = (double) p[3 * a] - p[3 * b];
    double dy = (double) p[3 * a + 1] - p[3 * b + 1];
    double dz = (double) p[3 * a + 2] - p[3 * b + 2];
    return dx * dx + dy * dy + dz * dz;
  }

  /** Minimises the sum plus the pull toward m; the matrix is positive definite by the pull. */
  private void solve(double stiff, double mx, double my, double mz, double[] place) {
    double xx = sum[0] + stiff;
    double xy = sum[1];
    double xz = sum[2];
    double yy = sum[3] + stiff;
    double yz = sum[4];
    double zz = sum[5] + stiff;
    double rx = stiff * mx - sum[6];
    double ry = stiff * my - sum[7];
    double rz = stiff * mz - sum[8];
    double a = yy * zz - yz * yz;
    double b = xz * yz - xy * zz;
    double c = xy * yz - xz * yy;
    double det = xx * a + xy * b + xz * c;
    if (!(Math.abs(det) > 0)) {
      place[0] = mx;
      place[1] = my;
      place[2] = mz;
      return;
    }
    place[0] = (a * rx + b * ry + c * rz) / det;
    place[1] = (b * rx + (xx * zz - xz * xz) * ry + (xy * xz - xx * yz) * rz) / det;
    place[2] = (c * rx + (xy * xz - xx * yz) * ry + (xx * yy - xy * xy) * rz) / det;
  }

  private double error(double x, double y, double z) {
    return x * (sum[0] * x + 2 * (sum[1] * y + sum[2] * z + sum[6]))
        + y * (sum[3] * y + 2 * (sum[4] * z + sum[7]))
        + z * (sum[5] * z + 2 * sum[8])
        + sum[9];
  }
}
