package io.orfeas.inference.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes apart edges that four faces share, as simplification without a link condition leaves them:
 * two sheets of the surface run through the same two vertices.
 *
 * <p>Idea: the four faces are sorted into the two sheets that leave one fan of faces around each
 * end (walking around an end tells which face belongs with which), and one sheet's edge gets a
 * vertex of its own in the middle, set a little into the sheet. Costs two triangles an edge;
 * linear, plus the degree of the vertices concerned. Edges it cannot sort stay, for the caller's
 * audit to find.
 */
final class PinchRepair {
  /** How far the new vertex moves off the edge, toward the middle of its two faces. */
  private static final float OFFSET = 0.1f;

  /** Edges that share a face are taken apart one a round. */
  private static final int ROUNDS = 4;

  private final TriangleMesh mesh;
  private final int[] triangles;

  /** By vertex, the first of its places in the two below; those of the next vertex follow on. */
  private final int[] start;

  /** Faces around each vertex. */
  private final int[] around;

  /** The corner after the vertex in each of them. */
  private final int[] leaving;

  private final List<int[]> added = new ArrayList<>();
  private final List<float[]> places = new ArrayList<>();

  private PinchRepair(TriangleMesh mesh) {
    this.mesh = mesh;
    triangles = mesh.triangles().clone();
    start = new int[mesh.vertexCount() + 1];
    for (int v : triangles) {
      start[v + 1]++;
    }
    for (int v = 0; v < mesh.vertexCount(); v++) {
      start[v + 1] += start[v];
    }
    int[] fill = Arrays.copyOf(start, mesh.vertexCount());
    around = new int[triangles.length];
    leaving = new int[triangles.length];
    for (int t = 0; t < mesh.triangleCount(); t++) {
      for (int k = 0; k < 3; k++) {
        int at = fill[triangles[3 * t + k]]++;
        around[at] = t;
        leaving[at] = triangles[3 * t + (k + 1) % 3];
      }
    }
  }

  /** The mesh with pinched edges taken apart; the mesh itself when there are none. */
  static TriangleMesh repair(TriangleMesh mesh) {
    TriangleMesh repaired = mesh;
    for (int round = 0; round < ROUNDS; round++) {
      TriangleMesh next = takenApart(repaired);
      if (next == repaired) {
        break;
      }
      repaired = next;
    }
    return repaired;
  }

  private static TriangleMesh takenApart(TriangleMesh mesh) {
    PinchRepair repair = new PinchRepair(mesh);
    boolean[] pinched = repair.pinched();
    boolean[] changed = new boolean[mesh.triangleCount()];
    for (int t = 0; t < mesh.triangleCount(); t++) {
      for (int k = 0; k < 3; k++) {
        int u = mesh.triangles()[3 * t + k];
        int v = mesh.triangles()[3 * t + (k + 1) % 3];
        if (u < v && pinched[u]) {
          repair.takeApart(u, v, changed);
        }
      }
    }
    return repair.places.isEmpty() ? mesh : repair.result();
  }

  private void takeApart(int u, int v, boolean[] changed) {
    int[] along = faces(u, v);
    if (along.length != 2) {
      return;
    }
    int[] against = faces(v, u);
    if (against.length != 2 || anyChanged(along, changed) || anyChanged(against, changed)) {
      return;
    }
    int reachedAroundU = walk(along[0], u, v);
    int reachedAroundV = walk(along[0], v, u);
    if (reachedAroundU < 0 || reachedAroundU != reachedAroundV) {
      return;
    }
    int partner = against[0] == reachedAroundU ? against[1] : against[0];
    split(along[0], partner, u, v);
    for (int face : new int[] {along[0], along[1], against[0], against[1]}) {
      changed[face] = true;
    }
  }

  private static boolean anyChanged(int[] faces, boolean[] changed) {
    return changed[faces[0]] || changed[faces[1]];
  }

  /** For each vertex whether two faces leave it along the same edge, as is rare. */
  private boolean[] pinched() {
    boolean[] pinched = new boolean[start.length - 1];
    for (int v = 0; v < pinched.length; v++) {
      for (int i = start[v]; i < start[v + 1]; i++) {
        for (int j = start[v]; j < i; j++) {
          pinched[v] |= leaving[j] == leaving[i];
        }
      }
    }
    return pinched;
  }

  /** Faces that run from u to v. */
  private int[] faces(int u, int v) {
    int[] found = new int[4];
    int n = 0;
    for (int i = start[u]; i < start[u + 1] && n < found.length; i++) {
      if (leaving[i] == v) {
        found[n++] = around[i];
      }
    }
    return Arrays.copyOf(found, n);
  }

  /**
   * Walks around a vertex from a face, away from an edge, until that edge comes again.
   *
   * @return the face reached there, or -1 when the way is not clear
   */
  private int walk(int from, int pivot, int other) {
    int face = from;
    int behind = other;
    for (int steps = start[pivot + 1] - start[pivot]; steps >= 0; steps--) {
      int ahead = third(face, pivot, behind);
      if (ahead == other && face != from) {
        return face;
      }
      int next = across(face, pivot, ahead);
      if (next < 0) {
        return -1;
      }
      if (third(next, pivot, ahead) == other) {
        return next;
      }
      behind = ahead;
      face = next;
    }
    return -1;
  }

  /** The one other face at an edge; -1 when there is none or more than one. */
  private int across(int face, int a, int b) {
    int found = -1;
    for (int i = start[a]; i < start[a + 1]; i++) {
      int t = around[i];
      if (t != face && has(t, b)) {
        if (found >= 0) {
          return -1;
        }
        found = t;
      }
    }
    return found;
  }

  /** Puts a vertex on the edge u-v of two faces and cuts each in two. */
  private void split(int along, int against, int u, int v) {
    int x = third(along, u, v);
    int y = third(against, u, v);
    int w = mesh.vertexCount() + places.size();
    float[] p = mesh.positions();
    float[] place = new float[3];
    for (int k = 0; k < 3; k++) {
      float middle = (p[3 * u + k] + p[3 * v + k]) / 2;
      float tips = (p[3 * x + k] + p[3 * y + k]) / 2;
      place[k] = middle + OFFSET * (tips - middle);
    }
    places.add(place);
    set(along, u, w, x);
    added.add(new int[] {w, v, x});
    set(against, v, w, y);
    added.add(new int[] {w, u, y});
  }

  private void set(int t, int a, int b, int c) {
    triangles[3 * t] = a;
    triangles[3 * t + 1] = b;
    triangles[3 * t + 2] = c;
  }

  private boolean has(int t, int v) {
    int[] corners = mesh.triangles();
    return corners[3 * t] == v || corners[3 * t + 1] == v || corners[3 * t + 2] == v;
  }

  private int third(int t, int a, int b) {
    int[] corners = mesh.triangles();
    return corners[3 * t] + corners[3 * t + 1] + corners[3 * t + 2] - a - b;
  }

  private TriangleMesh result() {
    int oldVertices = mesh.positions().length;
    float[] positions = Arrays.copyOf(mesh.positions(), oldVertices + 3 * places.size());
    for (int i = 0; i < places.size(); i++) {
      System.arraycopy(places.get(i), 0, positions, oldVertices + 3 * i, 3);
    }
    int[] all = Arrays.copyOf(triangles, triangles.length + 3 * added.size());
    for (int i = 0; i < added.size(); i++) {
      System.arraycopy(added.get(i), 0, all, triangles.length + 3 * i, 3);
    }
    return new TriangleMesh(positions, all);
  }
}
