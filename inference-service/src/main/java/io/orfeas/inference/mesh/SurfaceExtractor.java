package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;

/**
 * Turns a depth shell into a closed triangle mesh of even density.
 *
 * <p>Idea: straighten the solid so that its middle lies in one plane. Front and back are then
 * mirror images, and the upper half is a pile of columns: inside from the plane up to the
 * half-thickness. Marching cubes runs over that half alone, and only over cells the surface passes
 * through, which are found directly, since between four columns they are one run of levels. The
 * half is mirrored, glued along its rim, and bent back.
 *
 * <p>Why the result is always a closed, oriented 2-manifold, whatever the input: {@link CubeTable}
 * gives every edge two triangles except where the half ends in the middle plane. There each
 * crossing lies between two cells and no other edge joins two crossings, so the half is a
 * 2-manifold bounded by disjoint loops, and two copies glued along them (its double) are closed.
 * Crossings keep clear of lattice points, so no two vertices coincide.
 *
 * <p>Cost: linear in the lattice points of the picture plane plus the cells that the surface passes
 * through; the volume is never touched.
 */
public final class SurfaceExtractor {
  /** Coarsest lattice accepted, in cells along the object's longest side. */
  public static final int MIN_GRID = 8;

  /** Finest lattice accepted. */
  public static final int MAX_GRID = 1024;

  private final ShellLattice lattice;
  private final ShellCrossings crossings;
  private final int[] triangles;
  private int indexCount;

  private SurfaceExtractor(ShellLattice lattice) {
    this.lattice = lattice;
    crossings = new ShellCrossings(lattice);
    triangles = new int[6 * countTriangles()];
  }

  /**
   * Extracts the surface.
   *
   * <p>When every part of the object falls between the lattice points, the shell's own pixels are
   * used instead.
   *
   * @param shell the solid; NaN counts as outside or flat, depths are cut off at 1
   * @param grid cells along the object's longest side, {@value #MIN_GRID}..{@value #MAX_GRID}
   * @throws IllegalArgumentException when no pixel of the shell is inside its outline
   */
  public static TriangleMesh extract(DepthShell shell, int grid) {
    for (LatticePlan plan : LatticePlan.candidates(shell, grid)) {
      TriangleMesh mesh = extract(shell, plan);
      if (mesh.triangleCount() > 0) {
        return mesh;
      }
    }
    return new TriangleMesh(new float[0], new int[0]);
  }

  /** Refuses densities that no surface has. */
  static void checkGrid(int grid) {
    if (grid < MIN_GRID || grid > MAX_GRID) {
      throw new IllegalArgumentException(
          "grid: %d (expected: %d..%d)".formatted(grid, MIN_GRID, MAX_GRID));
    }
  }

  /** The surface on one lattice; without triangles when no lattice point is inside. */
  static TriangleMesh extract(DepthShell shell, LatticePlan plan) {
    return new SurfaceExtractor(ShellLattice.of(shell, plan)).mesh();
  }

  private TriangleMesh mesh() {
    for (int row = 0; row + 1 < lattice.rows; row++) {
      for (int column = 0; column + 1 < lattice.columns; column++) {
        pile(row * lattice.columns + column);
      }
    }
    return new TriangleMesh(crossings.positions(), triangles);
  }

  /** All cells between four neighbouring columns that the surface passes through. */
  private void pile(int i) {
    int top = lattice.highestLevel(i);
    for (int level = Math.max(0, lattice.lowestLevel(i)); level <= top; level++) {
      byte[] pattern = CubeTable.triangles(code(i, level));
      for (int k = 0; k < pattern.length; k += 3) {
        int a = crossings.vertex(i, level, pattern[k]);
        int b = crossings.vertex(i, level, pattern[k + 1]);
        int c = crossings.vertex(i, level, pattern[k + 2]);
        triangle(a, b, c);
        triangle(crossings.mirrored(c), crossings.mirrored(b), crossings.mirrored(a));
      }
    }
  }

  private void triangle(int a, int b, int c) {
    triangles[indexCount++] = a;
    triangles[indexCount++] = b;
    triangles[indexCount++] = c;
  }

  private int countTriangles() {
    int count = 0;
    for (int row = 0; row + 1 < lattice.rows; row++) {
      for (int column = 0; column + 1 < lattice.columns; column++) {
        int i = row * lattice.columns + column;
        int top = lattice.highestLevel(i);
        for (int level = Math.max(0, lattice.lowestLevel(i)); level <= top; level++) {
          count += CubeTable.triangles(code(i, level)).length / 3;
        }
      }
    }
    return count;
  }

  /** Which corners of a cell are inside, numbered as in {@link CubeTable}. */
  private int code(int i, int level) {
    int below = i + lattice.columns;
    return column(i, level)
        | column(i + 1, level) << 1
        | column(below + 1, level) << 2
        | column(below, level) << 3;
  }

  /** Bit 0 when a column is inside at a level, bit 4 when also at the next. */
  private int column(int i, int level) {
    int top = lattice.level[i];
    return (top >= level ? 1 : 0) | (top > level ? 16 : 0);
  }
}
