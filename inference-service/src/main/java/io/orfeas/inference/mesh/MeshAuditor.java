package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * The measuring behind {@link MeshAudit}.
 *
 * <p>Half-edges are grouped by their smaller vertex with a counting sort, so every edge is found
 * among a handful of neighbours; vertices and parts are counted with union-find. Cost: linear for
 * bounded vertex degrees.
 */
final class MeshAuditor {
  /** Squared doubled area, relative to the fourth power of the box side, that counts as none. */
  private static final double NO_AREA = 4e-24;

  private final float[] positions;
  private final int[] corners;
  private final int vertexCount;
  private int edges;
  private int boundaryEdges;
  private int nonManifoldEdges;
  private int inconsistentEdges;

  private MeshAuditor(float[] positions, int[] corners) {
    this.positions = positions;
    this.corners = corners;
    vertexCount = positions.length / 3;
  }

  static MeshAudit audit(TriangleMesh mesh) {
    requireIndices(mesh);
    int[] number = VertexWelder.representatives(mesh.positions());
    TriangleMesh welded = VertexWelder.weld(mesh, number);
    int[] corners =
        welded == mesh ? VertexWelder.joined(mesh.triangles(), number) : welded.triangles();
    int collapsed = (mesh.triangles().length - corners.length) / 3;
    return new MeshAuditor(welded.positions(), corners).measure(collapsed);
  }

  private static void requireIndices(TriangleMesh mesh) {
    int n = mesh.vertexCount();
    for (int v : mesh.triangles()) {
      if (v < 0 || v >= n) {
        throw new IllegalArgumentException(
            "triangle corner: %d (expected: 0..%d)".formatted(v, n - 1));
      }
    }
  }

  private MeshAudit measure(int collapsed) {
    DisjointSets fans = new DisjointSets(corners.length);
    DisjointSets parts = new DisjointSets(vertexCount);
    countEdges(fans, parts);
    boolean[] used = used();
    int usedCount = count(used);
    return new MeshAudit(
        usedCount,
        corners.length / 3,
        edges,
        boundaryEdges,
        nonManifoldEdges,
        splitVertices(fans),
        inconsistentEdges,
        collapsed + flatTriangles(),
        notFinite(),
        components(parts, used),
        signedVolume());
  }

  /** Walks all edges; joins corners around a vertex across each edge, and vertices into parts. */
  private void countEdges(DisjointSets fans, DisjointSets parts) {
    int[] start = new int[vertexCount + 1];
    for (int h = 0; h < corners.length; h++) {
      start[Math.min(corners[h], corners[next(h)]) + 1]++;
    }
    for (int v = 0; v < vertexCount; v++) {
      start[v + 1] += start[v];
    }
    int[] fill = Arrays.copyOf(start, vertexCount);
    // The larger end above, the half-edge below: sorting looks nowhere else.
    long[] halfEdges = new long[corners.length];
    for (int h = 0; h < corners.length; h++) {
      int a = corners[h];
      int b = corners[next(h)];
      halfEdges[fill[Math.min(a, b)]++] = (long) Math.max(a, b) << 32 | h;
      parts.join(a, b);
    }
    for (int v = 0; v < vertexCount; v++) {
      Arrays.sort(halfEdges, start[v], start[v + 1]);
      for (int i = start[v]; i < start[v + 1]; ) {
        int end = i + 1;
        while (end < start[v + 1] && halfEdges[end] >>> 32 == halfEdges[i] >>> 32) {
          end++;
        }
        edge(halfEdges, i, end, fans);
        i = end;
      }
    }
  }

  private void edge(long[] halfEdges, int from, int to, DisjointSets fans) {
    int first = (int) halfEdges[from];
    edges++;
    if (to - from == 1) {
      boundaryEdges++;
    } else if (to - from > 2) {
      nonManifoldEdges++;
    } else if (corners[first] == corners[(int) halfEdges[from + 1]]) {
      inconsistentEdges++;
    }
    for (int i = from + 1; i < to; i++) {
      joinAcross(first, (int) halfEdges[i], fans);
    }
  }

  private void joinAcross(int a, int b, DisjointSets fans) {
    if (corners[a] == corners[b]) {
      fans.join(a, b);
      fans.join(next(a), next(b));
    } else {
      fans.join(a, next(b));
      fans.join(next(a), b);
    }
  }

  private static int next(int h) {
    return h % 3 == 2 ? h - 2 : h + 1;
  }

  /** Vertices whose corners are not all joined into one fan. */
  private int splitVertices(DisjointSets fans) {
    int[] root = new int[vertexCount];
    Arrays.fill(root, -1);
    boolean[] split = new boolean[vertexCount];
    for (int h = 0; h < corners.length; h++) {
      int fan = fans.find(h);
      int v = corners[h];
      split[v] |= root[v] >= 0 && root[v] != fan;
      root[v] = fan;
    }
    return count(split);
  }

  private boolean[] used() {
    boolean[] used = new boolean[vertexCount];
    for (int v : corners) {
      used[v] = true;
    }
    return used;
  }

  private static int count(boolean[] flags) {
    int n = 0;
    for (boolean flag : flags) {
      n += flag ? 1 : 0;
    }
    return n;
  }

  private static int components(DisjointSets parts, boolean[] used) {
    int n = 0;
    for (int v = 0; v < used.length; v++) {
      n += used[v] && parts.find(v) == v ? 1 : 0;
    }
    return n;
  }

  private int notFinite() {
    int n = 0;
    for (float p : positions) {
      n += Float.isFinite(p) ? 0 : 1;
    }
    return n;
  }

  private int flatTriangles() {
    double side = BoundingBox.of(positions).longestSide();
    double least = NO_AREA * side * side * side * side;
    int flat = 0;
    for (int t = 0; t < corners.length; t += 3) {
      flat += doubledAreaSquared(t) <= least ? 1 : 0;
    }
    return flat;
  }

  private double doubledAreaSquared(int t) {
    int a = 3 * corners[t];
    int b = 3 * corners[t + 1];
    int c = 3 * corners[t + 2];
    double ux = (double) positions[b] - positions[a];
    double uy = (double) positions[b + 1] - positions[a + 1];
    double uz = (double) positions[b + 2] - positions[a + 2];
    double vx = (double) positions[c] - positions[a];
    double vy = (double) positions[c + 1] - positions[a + 1];
    double vz = (double) positions[c + 2] - positions[a + 2];
    double x = uy * vz - uz * vy;
    double y = uz * vx - ux * vz;
    double z = ux * vy - uy * vx;
    return x * x + y * y + z * z;
  }

  private double signedVolume() {
    double six = 0;
    for (int t = 0; t < corners.length; t += 3) {
      int a = 3 * corners[t];
      int b = 3 * corners[t + 1];
      int c = 3 * corners[t + 2];
      six +=
          positions[a]
                  * ((double) positions[b + 1] * positions[c + 2]
                      - (double) positions[b + 2] * positions[c + 1])
              + positions[a + 1]
                  * ((double) positions[b + 2] * positions[c]
                      - (double) positions[b] * positions[c + 2])
              + positions[a + 2]
                  * ((double) positions[b] * positions[c + 1]
                      - (double) positions[b + 1] * positions[c]);
    }
    return six / 6;
  }
}
