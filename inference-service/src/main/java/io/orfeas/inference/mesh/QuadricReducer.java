package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Simplification by edge collapse that keeps a closed manifold closed and manifold.
 *
 * <p>Idea: in passes, all edges are ranked by quadric error and the cheapest are collapsed, each
 * only if nothing around it has changed in this pass, so the neighbourhood tables built at its
 * start stay valid. An edge collapses only if the link condition holds (its ends have exactly the
 * two opposite vertices as common neighbours, and the piece is no tetrahedron), which keeps the
 * topology (Dey, Edelsbrunner, Guha and Nekhayev, "Topology preserving edge contraction", 1999),
 * and if no face around it turns over or loses its area.
 *
 * <p>Cost: about a dozen passes of shrinking size, each a sort of the live edges. Deterministic.
 */
final class QuadricReducer implements MeshReducer {
  @Override
  public TriangleMesh reduce(TriangleMesh mesh, int maxTriangles) {
    return new Run(mesh).reduce(maxTriangles);
  }

  private static final class Run {
    /** Vertices with more faces than this are left alone. */
    private static final int MAX_DEGREE = 64;

    private static final double LEAST_COSINE = 0.25;
    private static final double LEAST_AREA = 1e-11;

    /** Passes in a row without a collapse after which faces may turn over, and the end. */
    private static final int ALLOW_FOLDS = 2;

    private static final int GIVE_UP = 3;

    private final float[] positions;
    private final Quadrics quadrics;
    private final int[] ring = new int[MAX_DEGREE];
    private final double[] place = new double[3];
    private int[] triangles;
    private int live;
    private int stalled;
    private int[] start;
    private int[] around;
    private boolean[] touched;

    Run(TriangleMesh mesh) {
      positions = mesh.positions().clone();
      triangles = mesh.triangles().clone();
      live = triangles.length / 3;
      quadrics = new Quadrics(mesh);
    }

    TriangleMesh reduce(int maxTriangles) {
      stalled = 0;
      while (live > maxTriangles && stalled < GIVE_UP) {
        index();
        int before = live;
        collapseCheapest(rank(), maxTriangles);
        compactTriangles();
        stalled = live < before ? 0 : stalled + 1;
      }
      return ComponentFilter.compact(positions, triangles);
    }

    /** Builds the table of triangles around each vertex. */
    private void index() {
      int n = positions.length / 3;
      start = new int[n + 1];
      for (int v : triangles) {
        start[v + 1]++;
      }
      for (int v = 0; v < n; v++) {
        start[v + 1] += start[v];
      }
      int[] fill = Arrays.copyOf(start, n);
      around = new int[triangles.length];
      for (int i = 0; i < triangles.length; i++) {
        around[fill[triangles[i]]++] = i / 3;
      }
      touched = new boolean[n];
    }

    /** All edges, cheapest first: error in the upper half, corner number in the lower. */
    private long[] rank() {
      long[] ranked = new long[triangles.length];
      int count = 0;
      for (int i = 0; i < triangles.length; i++) {
        int a = triangles[i];
        int b = triangles[next(i)];
        if (a < b) {
          float cost = (float) quadrics.best(positions, a, b, place);
          ranked[count++] = (long) Float.floatToIntBits(cost) << 32 | i;
        }
      }
      long[] edges = Arrays.copyOf(ranked, count);
      Arrays.sort(edges);
      return edges;
    }

    private void collapseCheapest(long[] ranked, int maxTriangles) {
      int reach = ranked.length;
      if (stalled == 0) {
        int wanted = (live - maxTriangles + 1) / 2;
        reach = Math.min(reach, Math.min(2 * wanted, ranked.length / 3) + 64);
      }
      for (int k = 0; k < reach && live > maxTriangles; k++) {
        int corner = (int) ranked[k];
        int a = triangles[corner];
        int b = triangles[next(corner)];
        if (a >= 0 && b >= 0 && !touched[a] && !touched[b] && mayCollapse(a, b)) {
          collapse(a, b);
        }
      }
    }

    private boolean mayCollapse(int a, int b) {
      int degreeA = start[a + 1] - start[a];
      int degreeB = start[b + 1] - start[b];
      if (degreeA > MAX_DEGREE || degreeB > MAX_DEGREE || degreeA + degreeB < 7) {
        return false;
      }
      if (sharedFaces(a, b) != 2 || commonNeighbours(a, b) != 2) {
        return false;
      }
      quadrics.best(positions, a, b, place);
      return keepsFaces(a, b) && keepsFaces(b, a);
    }

    private int sharedFaces(int a, int b) {
      int count = 0;
      for (int i = start[a]; i < start[a + 1]; i++) {
        count += hasCorner(around[i], b) ? 1 : 0;
      }
      return count;
    }

    private int commonNeighbours(int a, int b) {
      int n = 0;
      for (int i = start[a]; i < start[a + 1]; i++) {
        int follower = follower(around[i], a);
        if (follower != b) {
          ring[n++] = follower;
        }
      }
      int common = 0;
      for (int i = start[b]; i < start[b + 1]; i++) {
        int follower = follower(around[i], b);
        for (int k = 0; k < n; k++) {
          common += ring[k] == follower ? 1 : 0;
        }
      }
      return common;
    }

    /** Whether the faces of {@code v} that stay keep side and area when it moves to the place. */
    private boolean keepsFaces(int v, int partner) {
      for (int i = start[v]; i < start[v + 1]; i++) {
        int t = around[i];
        if (!hasCorner(t, partner) && !keepsFace(t, v)) {
          return false;
        }
      }
      return true;
    }

    private boolean keepsFace(int t, int v) {
      int b = follower(t, v);
      int c = follower(t, b);
      double bx = positions[3 * b];
      double by = positions[3 * b + 1];
      double bz = positions[3 * b + 2];
      double ex = positions[3 * c] - bx;
      double ey = positions[3 * c + 1] - by;
      double ez = positions[3 * c + 2] - bz;
      double ox = positions[3 * v] - bx;
      double oy = positions[3 * v + 1] - by;
      double oz = positions[3 * v + 2] - bz;
      double px = (float) place[0] - bx;
      double py = (float) place[1] - by;
      double pz = (float) place[2] - bz;
      double nx = ey * oz - ez * oy;
      double ny = ez * ox - ex * oz;
      double nz = ex * oy - ey * ox;
      double mx = ey * pz - ez * py;
      double my = ez * px - ex * pz;
      double mz = ex * py - ey * px;
      double dot = nx * mx + ny * my + nz * mz;
      double old = nx * nx + ny * ny + nz * nz;
      double now = mx * mx + my * my + mz * mz;
      boolean keepsSide = dot > 0 && dot * dot >= LEAST_COSINE * LEAST_COSINE * old * now;
      return now > LEAST_AREA * LEAST_AREA && (keepsSide || stalled >= ALLOW_FOLDS);
    }

    /** Moves {@code a} to the place, gives it the faces of {@code b}, drops the two between. */
    private void collapse(int a, int b) {
      for (int k = 0; k < 3; k++) {
        positions[3 * a + k] = (float) place[k];
      }
      quadrics.merge(a, b);
      touchAround(a);
      touchAround(b);
      for (int i = start[b]; i < start[b + 1]; i++) {
        int t = around[i];
        if (hasCorner(t, a)) {
          Arrays.fill(triangles, 3 * t, 3 * t + 3, -1);
          live--;
        } else {
          replace(t, b, a);
        }
      }
    }

    private void touchAround(int v) {
      for (int i = start[v]; i < start[v + 1]; i++) {
        for (int k = 3 * around[i]; k < 3 * around[i] + 3; k++) {
          touched[triangles[k]] = true;
        }
      }
    }

    private void replace(int t, int from, int to) {
      for (int k = 3 * t; k < 3 * t + 3; k++) {
        triangles[k] = triangles[k] == from ? to : triangles[k];
      }
    }

    private boolean hasCorner(int t, int v) {
      return triangles[3 * t] == v || triangles[3 * t + 1] == v || triangles[3 * t + 2] == v;
    }

    /** The corner that follows a vertex in a triangle. */
    private int follower(int t, int v) {
      int k = 3 * t;
      return triangles[k] == v
          ? triangles[k + 1]
          : triangles[k + 1] == v ? triangles[k + 2] : triangles[k];
    }

    private void compactTriangles() {
      int[] kept = new int[3 * live];
      int n = 0;
      for (int i = 0; i < triangles.length; i += 3) {
        if (triangles[i] >= 0) {
          System.arraycopy(triangles, i, kept, n, 3);
          n += 3;
        }
      }
      triangles = kept;
    }

    private static int next(int i) {
      return i % 3 == 2 ? i - 2 : i + 1;
    }
  }
}
