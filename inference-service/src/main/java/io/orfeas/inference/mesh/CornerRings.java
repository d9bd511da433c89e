package io.orfeas.inference.mesh;

import java.util.Arrays;

/**
 * Which corners of triangles lie at each vertex, while vertices are drawn into one another.
 *
 * <p>Layout: corner {@code c} belongs to triangle {@code c / 3}; the corners of a vertex form a
 * ring of links. Rings are joined in constant time; corners of triangles that are gone are taken
 * out when a ring is next walked.
 */
final class CornerRings {
  /** Corners at a vertex beyond which it is left alone. */
  static final int MAX_DEGREE = 32;

  private static final int GONE = -1;

  private final int[] triangles;
  private final int[] next;
  private final int[] any;
  private int live;

  CornerRings(TriangleMesh mesh) {
    triangles = mesh.triangles().clone();
    live = triangles.length;
    next = new int[triangles.length];
    any = new int[mesh.vertexCount()];
    Arrays.fill(any, GONE);
    for (int c = 0; c < triangles.length; c++) {
      int first = any[triangles[c]];
      if (first == GONE) {
        any[triangles[c]] = c;
        next[c] = c;
      } else {
        next[c] = next[first];
        next[first] = c;
      }
    }
  }

  /**
   * Walks a vertex's ring.
   *
   * @param corners room for {@link #MAX_DEGREE}, receives the corners there are
   * @return how many there are, or -1 when there are none or too many
   */
  int walk(int vertex, int[] corners) {
    int first = any[vertex];
    if (first == GONE) {
      return -1;
    }
    int count = 0;
    int c = first;
    do {
      if (triangles[c] != GONE) {
        if (count == MAX_DEGREE) {
          return -1;
        }
        corners[count++] = c;
      }
      c = next[c];
    } while (c != first);
    relink(vertex, corners, count);
    return count == 0 ? -1 : count;
  }

  private void relink(int vertex, int[] corners, int count) {
    any[vertex] = count == 0 ? GONE : corners[0];
    for (int k = 0; k < count; k++) {
      next[corners[k]] = corners[k + 1 < count ? k + 1 : 0];
    }
  }

  /** The corner after one, around its triangle. */
  static int next(int corner) {
    return corner % 3 == 2 ? corner - 2 : corner + 1;
  }

  /** The corner before one, around its triangle. */
  static int previous(int corner) {
    return corner % 3 == 0 ? corner + 2 : corner - 1;
  }

  /** The vertex after a corner's own, around its triangle. */
  int follower(int corner) {
    return triangles[next(corner)];
  }

  /** The vertex before a corner's own, around its triangle. */
  int leader(int corner) {
    return triangles[previous(corner)];
  }

  /**
   * Gives a vertex's triangles to another; those that have both go.
   *
   * @param corners as walked, of the vertex that goes
   */
  void merge(int from, int[] corners, int count, int into) {
    for (int k = 0; k < count; k++) {
      int c = corners[k];
      if (follower(c) == into || leader(c) == into) {
        int triangle = c - c % 3;
        Arrays.fill(triangles, triangle, triangle + 3, GONE);
        live -= 3;
      } else {
        triangles[c] = into;
      }
    }
    int after = next[any[from]];
    next[any[from]] = next[any[into]];
    next[any[into]] = after;
    any[from] = GONE;
  }

  /** The corners that are left, three a triangle, in their old order. */
  int[] triangles() {
    int[] kept = new int[live];
    int count = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      if (triangles[t] != GONE) {
        System.arraycopy(triangles, t, kept, count, 3);
        count += 3;
      }
    }
    return kept;
  }
}
