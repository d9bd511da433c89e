package io.orfeas.inference.image;

import java.util.Arrays;

/**
 * Minimum cut of a picture-shaped graph.
 *
 * <p>Every pixel is a node with edges to its 8 neighbours and to two terminals. Two search trees
 * grow from the terminals; where they meet, flow is pushed, and the branches it cuts off look for
 * new parents (Y. Boykov, V. Kolmogorov: An Experimental Comparison of Min-Cut/Max-Flow Algorithms
 * for Energy Minimization in Vision, PAMI 2004).
 *
 * <p>Layout: nodes lie in a grid with one empty column and row around it, so that neighbours need
 * no bounds checks; {@code capacity[8 * node + direction]}, opposite directions differ in bit 0.
 * Integer capacities make the result exact and repeatable. Cost: near linear for pictures.
 */
final class GridCut {
  /** The four directions for which edges are given: right, down, down-right, down-left. */
  static final int DIRECTIONS = 4;

  private static final byte FREE = 0;
  private static final byte SOURCE = 1;
  private static final byte SINK = 2;
  private static final byte TERMINAL = 8;
  private static final byte NONE = 9;
  private static final int FAR = Integer.MAX_VALUE;

  private final int width;
  private final int stride;
  private final int[] step;
  private final int[] capacity;
  private final int[] terminal;
  private final byte[] tree;
  private final byte[] parent;
  private final int[] stamp;
  private final int[] depth;
  private final IntQueue active;
  private final boolean[] waiting;
  private final IntQueue orphans;
  private int time;

  private GridCut(int width, int height) {
    this.width = width;
    stride = width + 2;
    int nodes = stride * (height + 2);
    step = new int[] {1, -1, stride, -stride, stride + 1, -stride - 1, stride - 1, -stride + 1};
    capacity = new int[8 * nodes];
    terminal = new int[nodes];
    tree = new byte[nodes];
    parent = new byte[nodes];
    stamp = new int[nodes];
    depth = new int[nodes];
    active = new IntQueue(nodes);
    waiting = new boolean[nodes];
    orphans = new IntQueue(256);
  }

  /**
   * Separates the pixels at least cost.
   *
   * @param preference per pixel, cost of being background minus cost of being object
   * @param edges cost of separating a pixel from its neighbour, {@code edges[direction][pixel]};
   *     non-negative, ignored where the neighbour lies outside
   * @return true for object
   */
  static boolean[] cut(int width, int height, int[] preference, int[][] edges) {
    int size = width * height;
    if (preference.length != size || edges.length != DIRECTIONS) {
      throw new IllegalArgumentException(
          "cut: %d preferences, %d edge planes (expected: %d and %d)"
              .formatted(preference.length, edges.length, size, DIRECTIONS));
    }
    GridCut cut = new GridCut(width, height);
    cut.load(height, preference, edges);
    cut.run();
    return cut.objectSide(height);
  }

  private void load(int height, int[] preference, int[][] edges) {
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i++) {
        int node = node(x, y);
        terminal[node] = preference[i];
        if (x + 1 < width) {
          link(node, 0, edges[0][i]);
        }
        if (y + 1 < height) {
          link(node, 2, edges[1][i]);
        }
        if (x + 1 < width && y + 1 < height) {
          link(node, 4, edges[2][i]);
        }
        if (x > 0 && y + 1 < height) {
          link(node, 6, edges[3][i]);
        }
      }
    }
  }

  private int node(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  private void link(int node, int direction, int cost) {
    capacity[8 * node + direction] = cost;
    capacity[8 * (node + step[direction]) + direction + 1] = cost;
  }

  private boolean[] objectSide(int height) {
    boolean[] object = new boolean[width * height];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        object[i++] = tree[node(x, y)] == SOURCE;
      }
    }
    return object;
  }

  private void run() {
    Arrays.fill(parent, NONE);
    for (int node = 0; node < terminal.length; node++) {
      if (terminal[node] != 0) {
        tree[node] = terminal[node] > 0 ? SOURCE : SINK;
        parent[node] = TERMINAL;
        depth[node] = 1;
        activate(node);
      }
    }
    while (!active.isEmpty()) {
      int node = active.peek();
      int meeting = tree[node] == FREE ? -1 : grow(node);
      if (meeting < 0) {
        active.poll();
        waiting[node] = false;
      } else {
        time++;
        augment(node, meeting);
        adopt();
      }
    }
  }

  private void activate(int node) {
    if (!waiting[node]) {
      waiting[node] = true;
      active.add(node);
    }
  }

  /**
   * Extends a tree by the neighbours of a node; the direction of an edge to the other tree, or -1.
   */
  private int grow(int node) {
    boolean source = tree[node] == SOURCE;
    for (int d = 0; d < 8; d++) {
      int next = node + step[d];
      int room = source ? capacity[8 * node + d] : capacity[8 * next + (d ^ 1)];
      if (room == 0) {
        continue;
      }
      if (tree[next] == FREE) {
        tree[next] = tree[node];
        hang(next, node, d ^ 1);
        activate(next);
      } else if (tree[next] != tree[node]) {
        return d;
      } else if (stamp[next] <= stamp[node] && depth[next] > depth[node]) {
        hang(next, node, d ^ 1);
      }
    }
    return -1;
  }

  private void hang(int child, int node, int direction) {
    parent[child] = (byte) direction;
    stamp[child] = stamp[node];
    depth[child] = depth[node] + 1;
  }

  private void augment(int node, int direction) {
    int next = node + step[direction];
    boolean source = tree[node] == SOURCE;
    int from = source ? node : next;
    int to = source ? next : node;
    int d = source ? direction : direction ^ 1;
    int flow = Math.min(capacity[8 * from + d], Math.min(room(from, true), room(to, false)));
    capacity[8 * from + d] -= flow;
    capacity[8 * to + (d ^ 1)] += flow;
    push(from, flow, true);
    push(to, flow, false);
  }

  private int room(int node, boolean source) {
    int room = FAR;
    int at = node;
    while (parent[at] != TERMINAL) {
      int d = parent[at];
      int up = at + step[d];
      room = Math.min(room, source ? capacity[8 * up + (d ^ 1)] : capacity[8 * at + d]);
      at = up;
    }
    return Math.min(room, Math.abs(terminal[at]));
  }

  private void push(int node, int flow, boolean source) {
    int at = node;
    while (parent[at] != TERMINAL) {
      int d = parent[at];
      int up = at + step[d];
      int down = 8 * up + (d ^ 1);
      int along = 8 * at + d;
      capacity[down] += source ? -flow : flow;
      capacity[along] += source ? flow : -flow;
      if (capacity[source ? down : along] == 0) {
        orphan(at);
      }
      at = up;
    }
    terminal[at] += source ? -flow : flow;
    if (terminal[at] == 0) {
      orphan(at);
    }
  }

  private void orphan(int node) {
    parent[node] = NONE;
    orphans.add(node);
  }

  private void adopt() {
    while (!orphans.isEmpty()) {
      int node = orphans.poll();
      boolean source = tree[node] == SOURCE;
      int best = -1;
      int nearest = FAR;
      for (int d = 0; d < 8; d++) {
        int next = node + step[d];
        if (tree[next] == tree[node] && feeds(next, node, d, source)) {
          int distance = distanceToRoot(next);
          if (distance < nearest) {
            nearest = distance;
            best = d;
          }
        }
      }
      if (best >= 0) {
        parent[node] = (byte) best;
        stamp[node] = time;
        depth[node] = nearest + 1;
      } else {
        release(node, source);
      }
    }
  }

  private boolean feeds(int next, int node, int d, boolean source) {
    return (source ? capacity[8 * next + (d ^ 1)] : capacity[8 * node + d]) != 0;
  }

  private void release(int node, boolean source) {
    for (int d = 0; d < 8; d++) {
      int next = node + step[d];
      if (tree[next] == tree[node]) {
        if (feeds(next, node, d, source)) {
          activate(next);
        }
        if (parent[next] == (d ^ 1)) {
          orphan(next);
        }
      }
    }
    tree[node] = FREE;
  }

  /** Steps to the terminal, or FAR when the branch hangs on an orphan; remembers what it learnt. */
  private int distanceToRoot(int node) {
    int length = 0;
    int at = node;
    while (stamp[at] != time && parent[at] != TERMINAL) {
      if (parent[at] == NONE) {
        return FAR;
      }
      at += step[parent[at]];
      length++;
    }
    if (stamp[at] != time) {
      stamp[at] = time;
      depth[at] = 1;
    }
    int distance = length + depth[at];
    for (int i = node, d = distance; stamp[i] != time; i += step[parent[i]], d--) {
      stamp[i] = time;
      depth[i] = d;
    }
    return distance;
  }
}
