package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.Volume;
import java.util.Arrays;

/**
 * The first thing to look at: the solid as a block model, a closed manifold mesh of unit squares.
 *
 * <p>Blocks that touch only along an edge or at a corner would share that edge or corner among four
 * faces or more. {@link VoxelGrid#separate} fills a block beside each such contact, so that plain
 * welding of corners gives a manifold. Cost: linear in the number of blocks.
 */
public final class VoxelPreview {
  /** Blocks along the object's longest side. */
  public static final int RESOLUTION = 32;

  private static final int[][] DIRECTIONS = {
    {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}
  };

  private final VoxelGrid grid;
  private final int[] vertexAt;
  private float[] positions = new float[3 * 1024];
  private int[] triangles = new int[3 * 1024];
  private int vertexCount;
  private int indexCount;

  private VoxelPreview(VoxelGrid grid) {
    this.grid = grid;
    vertexAt = new int[(grid.columns() + 1) * (grid.rows() + 1) * (grid.layers() + 1)];
    Arrays.fill(vertexAt, -1);
  }

  /**
   * Builds the block model.
   *
   * @throws IllegalArgumentException when no pixel of a shell is inside its outline
   */
  public static TriangleMesh of(Shape shape) {
    VoxelGrid grid =
        shape instanceof DepthShell shell
            ? grid(shell)
            : VolumeBlocks.of((Volume) shape, RESOLUTION);
    grid.separate();
    return new VoxelPreview(grid).mesh();
  }

  private static VoxelGrid grid(DepthShell shell) {
    ShellLattice lattice = ShellLattice.of(shell, LatticePlan.of(shell, RESOLUTION));
    if (lattice.isEmpty()) {
      lattice = ShellLattice.of(shell, LatticePlan.of(shell, LatticePlan.pixelsPerUnit(shell)));
    }
    return VoxelGrid.of(lattice);
  }

  private TriangleMesh mesh() {
    for (int z = 0; z < grid.layers(); z++) {
      for (int y = 0; y < grid.rows(); y++) {
        for (int x = 0; x < grid.columns(); x++) {
          if (grid.filled(x, y, z)) {
            block(x, y, z);
          }
        }
      }
    }
    return new TriangleMesh(
        Arrays.copyOf(positions, 3 * vertexCount), Arrays.copyOf(triangles, indexCount));
  }

  private void block(int x, int y, int z) {
    for (int[] d : DIRECTIONS) {
      if (!grid.filled(x + d[0], y + d[1], z + d[2])) {
        face(x, y, z, d);
      }
    }
  }

  /** The unit square between a block and its empty neighbour, counter-clockwise from outside. */
  private void face(int x, int y, int z, int[] outward) {
    int axis = outward[0] != 0 ? 0 : outward[1] != 0 ? 1 : 2;
    int[] corner = {x, y, z};
    boolean forward = outward[axis] > 0;
    corner[axis] += forward ? 1 : 0;
    int u = (axis + 1) % 3;
    int v = (axis + 2) % 3;
    int a = vertex(corner, u, 0, v, 0);
    int b = vertex(corner, u, 1, v, 0);
    int c = vertex(corner, u, 1, v, 1);
    int d = vertex(corner, u, 0, v, 1);
    if (forward) {
      quad(a, b, c, d);
    } else {
      quad(a, d, c, b);
    }
  }

  private int vertex(int[] corner, int u, int du, int v, int dv) {
    int[] at = corner.clone();
    at[u] += du;
    at[v] += dv;
    int slot = (at[2] * (grid.rows() + 1) + at[1]) * (grid.columns() + 1) + at[0];
    if (vertexAt[slot] < 0) {
      if (3 * vertexCount + 3 > positions.length) {
        positions = Arrays.copyOf(positions, 2 * positions.length);
      }
      positions[3 * vertexCount] = grid.left() + at[0] * grid.block();
      positions[3 * vertexCount + 1] = grid.bottom() + at[1] * grid.block();
      positions[3 * vertexCount + 2] = grid.deep() + at[2] * grid.block();
      vertexAt[slot] = vertexCount++;
    }
    return vertexAt[slot];
  }

  private void quad(int a, int b, int c, int d) {
    if (indexCount + 6 > triangles.length) {
      triangles = Arrays.copyOf(triangles, 2 * triangles.length);
    }
    for (int corner : new int[] {a, b, c, a, c, d}) {
      triangles[indexCount++] = corner;
    }
  }
}
