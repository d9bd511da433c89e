package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Takes apart vertices that several fans of faces share without sharing an edge: two sheets of the
 * surface touch in a point.
 *
 * <p>Idea: each fan but the first gets a vertex of its own, set a little into the fan. No triangle
 * is added. Linear, plus the degree of the vertices concerned. Expects every edge to have two
 * faces.
 */
final class FanSplit {
  /** How far the new vertex moves, toward the middle of the vertices around it. */
  private static final float OFFSET = 0.1f;

  private final TriangleMesh mesh;
  private final int[] triangles;
  private final int[] start;
  private final int[] around;
  private float[] positions;
  private int vertexCount;

  private FanSplit(TriangleMesh mesh) {
    this.mesh = mesh;
    triangles = mesh.triangles().clone();
    positions = mesh.positions();
    vertexCount = mesh.vertexCount();
    start = new int[vertexCount + 1];
    for (int v : triangles) {
      start[v + 1]++;
    }
    for (int v = 0; v < vertexCount; v++) {
      start[v + 1] += start[v];
    }
    int[] fill = Arrays.copyOf(start, vertexCount);
    around = new int[triangles.length];
    for (int c = 0; c < triangles.length; c++) {
      around[fill[triangles[c]]++] = c;
    }
  }

  /** The mesh with one fan a vertex; the mesh itself when it is so already. */
  static TriangleMesh split(TriangleMesh mesh) {
    FanSplit run = new FanSplit(mesh);
    for (int v = 0; v < mesh.vertexCount(); v++) {
      run.splitAt(v);
    }
    return run.vertexCount == mesh.vertexCount()
        ? mesh
        : new TriangleMesh(run.positions, run.triangles);
  }

  /** Follows the first fan around; what is not in it moves to a new vertex, fan by fan. */
  private void splitAt(int v) {
    int degree = start[v + 1] - start[v];
    int reached = fan(start[v], start[v + 1]);
    while (reached < degree) {
      int size = fan(start[v] + reached, start[v + 1]);
      moveApart(start[v] + reached, start[v] + reached + size);
      reached += size;
    }
  }

  /** Brings the corners of the fan that begins with a corner next to it, and counts them. */
  private int fan(int from, int end) {
    int size = 1;
    int found = next(from, end);
    while (found < end) {
      int corner = around[found];
      around[found] = around[from + size];
      around[from + size] = corner;
      found = next(from + size, end);
      size++;
    }
    return size;
  }

  /** Where after a corner the one lies that comes next around the vertex; the end for none. */
  private int next(int from, int end) {
    int wanted = leader(around[from]);
    int found = from + 1;
    while (found < end && follower(around[found]) != wanted) {
      found++;
    }
    return found;
  }

  private void moveApart(int from, int end) {
    int v = triangles[around[from]];
    float[] place = new float[3];
    for (int i = from; i < end; i++) {
      for (int k = 0; k < 3; k++) {
        place[k] += mesh.positions()[3 * follower(around[i]) + k] / (end - from);
      }
    }
    positions = Arrays.copyOf(positions, positions.length + 3);
    for (int k = 0; k < 3; k++) {
      float here = mesh.positions()[3 * v + k];
      positions[3 * vertexCount + k] = here + OFFSET * (place[k] - here);
    }
    for (int i = from; i < end; i++) {
      triangles[around[i]] = vertexCount;
    }
    vertexCount++;
  }

  private int follower(int corner) {
    return mesh.triangles()[CornerRings.next(corner)];
  }

  private int leader(int corner) {
    return mesh.triangles()[CornerRings.previous(corner)];
  }
}
