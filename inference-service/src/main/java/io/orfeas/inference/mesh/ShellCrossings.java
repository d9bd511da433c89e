package io.orfeas.inference.mesh;

/**
 * The vertices of the extracted surface: where it crosses the edges of the lattice.
 *
 * <p>Between two neighbouring columns of different height it crosses once on every level from the
 * lower one's end to the higher one's, so each pair of columns owns one run of vertex numbers.
 * Order of vertices: the rim (level 0, shared by both halves), the upper half, the lower half in
 * the same order.
 */
final class ShellCrossings {
  /** Share of a lattice edge that crossings keep from its ends. */
  private static final float CLEARANCE = 0.04f;

  private final ShellLattice lattice;
  private final int[] top;
  private final int[] right;
  private final int[] down;
  private final int[] rimRight;
  private final int[] rimDown;
  private final int rimCount;
  private final int upperCount;
  private final float[] positions;

  ShellCrossings(ShellLattice lattice) {
    this.lattice = lattice;
    int n = lattice.level.length;
    top = new int[n];
    right = new int[n];
    down = new int[n];
    rimRight = new int[n];
    rimDown = new int[n];
    rimCount = numberRim();
    upperCount = numberUpper();
    positions = new float[3 * (rimCount + 2 * upperCount)];
    placeAll();
  }

  float[] positions() {
    return positions;
  }

  /** The vertex on an edge of the cell at a lattice point and level, as numbered in the table. */
  int vertex(int i, int level, int edge) {
    int below = i + lattice.columns;
    return switch (edge) {
      case 0 -> onRight(i, level);
      case 1 -> onDown(i + 1, level);
      case 2 -> onRight(below, level);
      case 3 -> onDown(i, level);
      case 4 -> onRight(i, level + 1);
      case 5 -> onDown(i + 1, level + 1);
      case 6 -> onRight(below, level + 1);
      case 7 -> onDown(i, level + 1);
      case 8 -> top[i];
      case 9 -> top[i + 1];
      case 10 -> top[below + 1];
      default -> top[below];
    };
  }

  /** The same vertex of the other half; rim vertices are their own images. */
  int mirrored(int vertex) {
    return vertex < rimCount ? vertex : vertex + upperCount;
  }

  private int onRight(int i, int level) {
    return level == 0 ? rimRight[i] : right[i] + level;
  }

  private int onDown(int i, int level) {
    return level == 0 ? rimDown[i] : down[i] + level;
  }

  private int numberRim() {
    int next = 0;
    for (int i = 0; i < lattice.level.length; i++) {
      if (lattice.hasRight(i) && isRim(i, i + 1)) {
        rimRight[i] = next++;
      }
      if (lattice.hasBelow(i) && isRim(i, i + lattice.columns)) {
        rimDown[i] = next++;
      }
    }
    return next;
  }

  private boolean isRim(int a, int b) {
    return lattice.level[a] < 0 != lattice.level[b] < 0;
  }

  /** Numbers the upper half; a run's base is chosen so that base plus level is the vertex. */
  private int numberUpper() {
    int next = rimCount;
    for (int i = 0; i < lattice.level.length; i++) {
      if (lattice.level[i] >= 0) {
        top[i] = next++;
      }
      if (lattice.hasRight(i)) {
        right[i] = next - firstLevel(i, i + 1);
        next += runLength(i, i + 1);
      }
      if (lattice.hasBelow(i)) {
        down[i] = next - firstLevel(i, i + lattice.columns);
        next += runLength(i, i + lattice.columns);
      }
    }
    return next - rimCount;
  }

  private int firstLevel(int a, int b) {
    return Math.max(1, Math.min(lattice.level[a], lattice.level[b]) + 1);
  }

  private int runLength(int a, int b) {
    return Math.max(0, Math.max(lattice.level[a], lattice.level[b]) + 1 - firstLevel(a, b));
  }

  private void placeAll() {
    for (int row = 0; row < lattice.rows; row++) {
      for (int column = 0; column < lattice.columns; column++) {
        int i = row * lattice.columns + column;
        float x = lattice.x(column);
        float y = lattice.y(row);
        if (lattice.level[i] >= 0) {
          place(top[i], x, y, lattice.mid[i], columnTop(i));
        }
        if (lattice.hasRight(i)) {
          placeRun(i, i + 1, rimRight[i], right[i], x, y, lattice.cell, 0);
        }
        if (lattice.hasBelow(i)) {
          placeRun(i, i + lattice.columns, rimDown[i], down[i], x, y, 0, -lattice.cell);
        }
      }
    }
  }

  /** Half-thickness of a column, kept clear of the lattice levels below and above. */
  private float columnTop(int i) {
    float levels = lattice.half[i] / lattice.cell;
    float above = clear(levels - lattice.level[i]);
    return (lattice.level[i] + above) * lattice.cell;
  }

  private void placeRun(
      int a, int b, int rim, int base, float x, float y, float stepX, float stepY) {
    int low = Math.min(lattice.level[a], lattice.level[b]);
    int high = Math.max(lattice.level[a], lattice.level[b]);
    for (int level = low + 1; level <= high; level++) {
      float t = lattice.level[a] > lattice.level[b] ? share(a, b, level) : 1 - share(b, a, level);
      float mid = lattice.mid[a] + t * (lattice.mid[b] - lattice.mid[a]);
      int vertex = level == 0 ? rim : base + level;
      place(vertex, x + t * stepX, y + t * stepY, mid, level * lattice.cell);
    }
  }

  /** How far from the higher column toward the lower one the surface lies at a level, 0..1. */
  private float share(int high, int low, int level) {
    float rim = 1;
    if (lattice.level[low] < 0) {
      rim = lattice.outline[high] / (lattice.outline[high] - lattice.outline[low]);
    }
    if (level == 0) {
      return clear(rim);
    }
    float height = level * lattice.cell;
    float from = lattice.square[high];
    float t = (from - height * height) / (from - lattice.square[low]);
    return clear(Math.min(t, rim));
  }

  private static float clear(float t) {
    return t > CLEARANCE ? Math.min(t, 1 - CLEARANCE) : CLEARANCE;
  }

  private void place(int vertex, float x, float y, float mid, float height) {
    put(vertex, x, y, mid + height);
    if (vertex >= rimCount) {
      put(vertex + upperCount, x, y, mid - height);
    }
  }

  private void put(int vertex, float x, float y, float z) {
    positions[3 * vertex] = x;
    positions[3 * vertex + 1] = y;
    positions[3 * vertex + 2] = z;
  }
}
