package io.orfeas.inference.format;

import java.util.HashSet;
import java.util.Set;

/**
 * Positions as whole steps of a grid, on which a sound mesh stays sound: no two places fall into
 * one, and no triangle loses its area.
 *
 * <p>Rounding alone lays slivers flat now and then, and such triangles are holes to those who drop
 * them. A corner of each is moved to the next free point of the grid, one step away, where all its
 * triangles have area; equal places move together. Few triangles in a hundred thousand need that.
 *
 * <p>Cost: linear, and once more for each place that moves.
 */
final class GridPositions {
  private static final int ROUNDS = 8;

  /** The points one step away, along an axis first. */
  private static final int[][] NEIGHBOURS = {
    {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1},
    {1, 1, 0}, {-1, -1, 0}, {1, -1, 0}, {-1, 1, 0}, {1, 0, 1}, {-1, 0, -1},
    {1, 0, -1}, {-1, 0, 1}, {0, 1, 1}, {0, -1, -1}, {0, 1, -1}, {0, -1, 1},
  };

  private final int[] steps;
  private final int[] corners;
  private final int[] highest;
  private final Set<Long> taken;

  private GridPositions(int[] steps, int[] corners, int[] highest) {
    this.steps = steps;
    this.corners = corners;
    this.highest = highest;
    taken = new HashSet<>(steps.length);
  }

  /**
   * Rounds positions to the grid.
   *
   * @param box least x, y, z, then greatest, of the positions
   * @param step distance between points of the grid
   * @return steps from the least x, y, z, three a vertex
   */
  static int[] of(float[] positions, int[] triangles, float[] box, double step) {
    ObjWeld places = ObjWeld.of(positions);
    int[] steps = new int[3 * places.count()];
    for (int i = 0; i < steps.length; i++) {
      int axis = i % 3;
      steps[i] = rounded((double) positions[3 * places.first(i / 3) + axis] - box[axis], step);
    }
    int[] corners = new int[triangles.length];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = places.id(triangles[i]);
    }
    int[] highest = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      highest[axis] = rounded((double) box[axis + 3] - box[axis], step);
    }
    new GridPositions(steps, corners, highest).separate();
    int[] all = new int[positions.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = steps[3 * places.id(i / 3) + i % 3];
    }
    return all;
  }

  static int rounded(double offset, double step) {
    return (int) Math.round(offset / step);
  }

  private void separate() {
    for (int place = 0; place < steps.length / 3; place++) {
      if (!taken.add(cell(place))) {
        move(place);
      }
    }
    boolean flat = true;
    for (int round = 0; flat && round < ROUNDS; round++) {
      flat = false;
      for (int t = 0; t < corners.length; t += 3) {
        if (isFlat(t)) {
          flat = true;
          raise(t);
        }
      }
    }
  }

  /** Gives a triangle area by moving the first of its corners that can be moved. */
  private void raise(int t) {
    for (int corner = t; corner < t + 3; corner++) {
      if (move(corners[corner])) {
        return;
      }
    }
  }

  private boolean move(int place) {
    int x = steps[3 * place];
    int y = steps[3 * place + 1];
    int z = steps[3 * place + 2];
    long before = cell(place);
    for (int[] by : NEIGHBOURS) {
      put(place, x + by[0], y + by[1], z + by[2]);
      if (isInside(place) && !taken.contains(cell(place)) && hasAreaAround(place)) {
        taken.remove(before);
        return taken.add(cell(place));
      }
    }
    put(place, x, y, z);
    return false;
  }

  private void put(int place, int x, int y, int z) {
    steps[3 * place] = x;
    steps[3 * place + 1] = y;
    steps[3 * place + 2] = z;
  }

  private boolean isInside(int place) {
    for (int axis = 0; axis < 3; axis++) {
      int at = steps[3 * place + axis];
      if (at < 0 || at > highest[axis]) {
        return false;
      }
    }
    return true;
  }

  private boolean hasAreaAround(int place) {
    for (int t = 0; t < corners.length; t += 3) {
      boolean around = corners[t] == place || corners[t + 1] == place || corners[t + 2] == place;
      if (around && isFlat(t)) {
        return false;
      }
    }
    return true;
  }

  private boolean isFlat(int t) {
    int a = 3 * corners[t];
    int b = 3 * corners[t + 1];
    int c = 3 * corners[t + 2];
    return side(a, b, c, 0, 1) == 0 && side(a, b, c, 1, 2) == 0 && side(a, b, c, 2, 0) == 0;
  }

  /** Twice the area of a triangle's shadow on the plane of two axes; exact. */
  private long side(int a, int b, int c, int u, int v) {
    return (long) (steps[b + u] - steps[a + u]) * (steps[c + v] - steps[a + v])
        - (long) (steps[b + v] - steps[a + v]) * (steps[c + u] - steps[a + u]);
  }

  private long cell(int place) {
    return ((long) steps[3 * place] << 32)
        + ((long) steps[3 * place + 1] << 16)
        + steps[3 * place + 2];
  }
}
