package io.orfeas.inference.mesh;

/**
 * Filled and empty blocks of equal size: x to the right, y up, z toward the viewer.
 *
 * <p>Layout: x fastest, then y, then z; at least two blocks each way. Everything beyond the grid
 * counts as empty.
 */
final class VoxelGrid {
  /** Deepest stack of blocks kept; a safeguard against absurd depths. */
  private static final int MOST_LAYERS = 96;

  private final int columns;
  private final int rows;
  private final int layers;
  private final float block;
  private final float left;
  private final float bottom;
  private final float deep;
  private final boolean[] filled;

  /** Empty blocks. */
  VoxelGrid(int columns, int rows, int layers, float block, float left, float bottom, float deep) {
    this.columns = columns;
    this.rows = rows;
    this.layers = layers;
    this.block = block;
    this.left = left;
    this.bottom = bottom;
    this.deep = deep;
    filled = new boolean[columns * rows * layers];
  }

  /** Blocks centred on the lattice's points, filled where their centre is inside the solid. */
  static VoxelGrid of(ShellLattice lattice) {
    float cell = lattice.cell;
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (int i = 0; i < lattice.level.length; i++) {
      if (lattice.inside(i)) {
        low = Math.min(low, lattice.mid[i] - lattice.half[i]);
        high = Math.max(high, lattice.mid[i] + lattice.half[i]);
      }
    }
    int layers = (int) Math.min(MOST_LAYERS, Math.ceil((high - low) / cell) + 2);
    VoxelGrid grid =
        new VoxelGrid(
            lattice.columns,
            lattice.rows,
            layers,
            cell,
            lattice.x(0) - cell / 2,
            lattice.y(lattice.rows - 1) - cell / 2,
            (low + high - layers * cell) / 2);
    for (int row = 0; row < lattice.rows; row++) {
      for (int x = 0; x < lattice.columns; x++) {
        int i = row * lattice.columns + x;
        if (lattice.inside(i)) {
          grid.fillColumn(x, lattice.rows - 1 - row, lattice.mid[i], lattice.half[i]);
        }
      }
    }
    return grid;
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  int layers() {
    return layers;
  }

  /** Side of a block in object units. */
  float block() {
    return block;
  }

  /** x of the grid's left face. */
  float left() {
    return left;
  }

  /** y of the grid's lower face. */
  float bottom() {
    return bottom;
  }

  /** z of the grid's back face. */
  float deep() {
    return deep;
  }

  boolean filled(int x, int y, int z) {
    return x >= 0
        && x < columns
        && y >= 0
        && y < rows
        && z >= 0
        && z < layers
        && filled[index(x, y, z)];
  }

  /** Fills a block. */
  void fill(int x, int y, int z) {
    filled[index(x, y, z)] = true;
  }

  /** Fills all blocks whose centre lies inside, at least the one that holds the middle. */
  private void fillColumn(int x, int y, float mid, float half) {
    int middle = clampLayer((mid - deep) / block);
    filled[index(x, y, middle)] = true;
    int first = clampLayer((mid - half - deep) / block + 0.5f);
    int last = clampLayer((mid + half - deep) / block - 0.5f);
    for (int z = first; z <= last; z++) {
      filled[index(x, y, z)] = true;
    }
  }

  /** The layer nearest to a place in blocks from the back. */
  int clampLayer(double z) {
    return Math.max(0, Math.min(layers - 1, (int) Math.floor(z)));
  }

  private int index(int x, int y, int z) {
    return (z * rows + y) * columns + x;
  }

  /**
   * Fills blocks until no two filled ones touch by an edge or a corner alone (the grid is then
   * "well-composed": Latecki, 1997). Each pass adds at least one block or is the last.
   */
  void separate() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int z = 0; z + 1 < layers; z++) {
        for (int y = 0; y + 1 < rows; y++) {
          for (int x = 0; x + 1 < columns; x++) {
            changed |= separate(x, y, z);
          }
        }
      }
    }
  }

  /** Settles the eight blocks around one inner corner. */
  private boolean separate(int x, int y, int z) {
    boolean changed = false;
    for (int d = 0; d < 2; d++) {
      changed |= separate(x + d, y, z, 0, 1, 0, 0, 0, 1);
      changed |= separate(x, y + d, z, 1, 0, 0, 0, 0, 1);
      changed |= separate(x, y, z + d, 1, 0, 0, 0, 1, 0);
    }
    for (int far = 0; far < 4; far++) {
      changed |= separateCorner(x, y, z, far & 1, far >> 1);
    }
    return changed;
  }

  /** A square of four blocks spanned by two steps: no filled diagonal beside an empty one. */
  private boolean separate(int x, int y, int z, int ux, int uy, int uz, int vx, int vy, int vz) {
    boolean a = filled(x, y, z);
    boolean b = filled(x + ux, y + uy, z + uz);
    boolean c = filled(x + vx, y + vy, z + vz);
    boolean d = filled(x + ux + vx, y + uy + vy, z + uz + vz);
    if (a == d && b == c && a != b) {
      if (a) {
        filled[index(x + ux, y + uy, z + uz)] = true;
      } else {
        filled[index(x, y, z)] = true;
      }
      return true;
    }
    return false;
  }

  /** Two opposite blocks of a cube of eight, all others equal to each other and different. */
  private boolean separateCorner(int x, int y, int z, int dx, int dy) {
    boolean a = filled(x + dx, y + dy, z);
    boolean b = filled(x + 1 - dx, y + 1 - dy, z + 1);
    if (a != b) {
      return false;
    }
    for (int k = 0; k < 8; k++) {
      int cx = x + (k & 1);
      int cy = y + (k >> 1 & 1);
      int cz = z + (k >> 2);
      boolean first = cx == x + dx && cy == y + dy && cz == z;
      boolean second = cx == x + 1 - dx && cy == y + 1 - dy && cz == z + 1;
      if (!first && !second && filled(cx, cy, cz) == a) {
        return false;
      }
    }
    if (a) {
      filled[index(x + 1 - dx, y + dy, z)] = true;
    } else {
      filled[index(x + dx, y + dy, z)] = true;
    }
    return true;
  }
}
