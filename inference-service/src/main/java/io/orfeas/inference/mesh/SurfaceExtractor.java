package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;
import java.util.Arrays;

/**
 * Turns a depth shell into a closed triangle mesh.
 *
 * <p>Idea: the surface is two height fields over one flat domain, glued at the rim. The domain is
 * cut out of a lattice by marching squares; every lattice point inside becomes one vertex on the
 * front and one on the back, every lattice edge that crosses the outline becomes one vertex that
 * both share.
 *
 * <p>Why the result is always a closed, oriented 2-manifold, whatever the input: the lattice's
 * outermost ring is outside, so each inside point is surrounded by four cells that all hold a piece
 * of it, and each crossing lies on exactly two cells. Diagonally touching inside points of a cell
 * are kept apart. The domain is therefore a flat 2-manifold whose boundary is a set of disjoint
 * simple loops, and no inner edge joins two boundary vertices; gluing two copies of such a domain
 * along the boundary (its double) gives a closed oriented manifold. Front and back are kept a
 * fraction of a cell apart and crossings away from lattice points, so no two vertices coincide.
 *
 * <p>Cost: linear in the object's picture area in cells, one pass; the volume is never touched.
 */
public final class SurfaceExtractor {
  /** Coarsest lattice accepted, in cells along the object's longest side. */
  public static final int MIN_GRID = 8;

  /** Finest lattice accepted. */
  public static final int MAX_GRID = 1024;

  /** Half-thickness that inside points keep at least, in cells. */
  private static final float THINNEST = 0.1f;

  /** Distance in cells that crossings keep from lattice points. */
  private static final float CLEARANCE = 0.05f;

  private final ShellLattice lattice;
  private final int[] frontId;
  private final int[] crossingRight;
  private final int[] crossingDown;
  private final float[] positions;
  private final int[] triangles;
  private final int insideCount;
  private int indexCount;

  private SurfaceExtractor(ShellLattice lattice) {
    this.lattice = lattice;
    int n = lattice.outline.length;
    frontId = new int[n];
    crossingRight = new int[n];
    crossingDown = new int[n];
    Arrays.fill(frontId, -1);
    int inside = 0;
    for (int i = 0; i < n; i++) {
      if (lattice.inside(i)) {
        frontId[i] = inside++;
      }
    }
    insideCount = inside;
    positions = new float[3 * (2 * inside + countCrossings())];
    triangles = new int[3 * countTriangles()];
  }

  /**
   * Extracts the surface.
   *
   * <p>When every part of the object falls between the lattice points, the shell's own pixels are
   * used instead.
   *
   * @param shell the solid; values that are not finite count as outside or flat
   * @param grid cells along the object's longest side, {@value #MIN_GRID}..{@value #MAX_GRID}
   * @throws IllegalArgumentException when no pixel of the shell is inside its outline
   */
  public static TriangleMesh extract(DepthShell shell, int grid) {
    if (grid < MIN_GRID || grid > MAX_GRID) {
      throw new IllegalArgumentException(
          "grid: %d (expected: %d..%d)".formatted(grid, MIN_GRID, MAX_GRID));
    }
    DepthShell clean = finite(shell);
    SurfaceExtractor asked = new SurfaceExtractor(ShellLattice.of(clean, grid, THINNEST));
    if (asked.insideCount > 0) {
      return asked.mesh();
    }
    double pixels = ShellLattice.pixelsPerUnit(clean);
    return new SurfaceExtractor(ShellLattice.of(clean, pixels, THINNEST)).mesh();
  }

  private static DepthShell finite(DepthShell shell) {
    return new DepthShell(
        shell.side(),
        finite(shell.outline(), -1),
        finite(shell.front(), 0),
        finite(shell.back(), 0));
  }

  /** The array itself when all values are finite, else a copy with the others replaced. */
  private static float[] finite(float[] values, float otherwise) {
    float[] clean = values;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        clean = clean == values ? values.clone() : clean;
        clean[i] = otherwise;
      }
    }
    return clean;
  }

  private TriangleMesh mesh() {
    placeSheets();
    placeCrossings();
    for (int y = 0; y + 1 < lattice.rows; y++) {
      for (int x = 0; x + 1 < lattice.columns; x++) {
        cell(y * lattice.columns + x);
      }
    }
    return new TriangleMesh(positions, triangles);
  }

  private void placeSheets() {
    for (int y = 0; y < lattice.rows; y++) {
      for (int x = 0; x < lattice.columns; x++) {
        int i = y * lattice.columns + x;
        int id = frontId[i];
        if (id >= 0) {
          place(id, lattice.x(x), lattice.y(y), lattice.mid[i] + lattice.half[i]);
          place(insideCount + id, lattice.x(x), lattice.y(y), lattice.mid[i] - lattice.half[i]);
        }
      }
    }
  }

  private void placeCrossings() {
    int next = 2 * insideCount;
    for (int y = 0; y < lattice.rows; y++) {
      for (int x = 0; x < lattice.columns; x++) {
        int i = y * lattice.columns + x;
        if (x + 1 < lattice.columns && crosses(i, i + 1)) {
          float t = crossing(i, i + 1);
          place(next, lattice.x(x) + t * lattice.cell, lattice.y(y), midAt(i, i + 1, t));
          crossingRight[i] = next++;
        }
        int below = i + lattice.columns;
        if (y + 1 < lattice.rows && crosses(i, below)) {
          float t = crossing(i, below);
          place(next, lattice.x(x), lattice.y(y) - t * lattice.cell, midAt(i, below, t));
          crossingDown[i] = next++;
        }
      }
    }
  }

  private void place(int vertex, float x, float y, float z) {
    positions[3 * vertex] = x;
    positions[3 * vertex + 1] = y;
    positions[3 * vertex + 2] = z;
  }

  private boolean crosses(int a, int b) {
    return lattice.inside(a) != lattice.inside(b);
  }

  private float crossing(int a, int b) {
    float t = lattice.outline[a] / (lattice.outline[a] - lattice.outline[b]);
    return Math.max(CLEARANCE, Math.min(1 - CLEARANCE, t));
  }

  private float midAt(int a, int b, float t) {
    return lattice.mid[a] + t * (lattice.mid[b] - lattice.mid[a]);
  }

  private int countCrossings() {
    int count = 0;
    for (int i = 0; i < lattice.outline.length; i++) {
      boolean lastColumn = i % lattice.columns == lattice.columns - 1;
      count += !lastColumn && crosses(i, i + 1) ? 1 : 0;
      int below = i + lattice.columns;
      count += below < lattice.outline.length && crosses(i, below) ? 1 : 0;
    }
    return count;
  }

  private int countTriangles() {
    int count = 0;
    for (int y = 0; y + 1 < lattice.rows; y++) {
      for (int x = 0; x + 1 < lattice.columns; x++) {
        count += 2 * OutlineCell.triangleCount(code(y * lattice.columns + x));
      }
    }
    return count;
  }

  /** Which corners of the cell are inside: bit 0 top left, then clockwise. */
  private int code(int i) {
    int below = i + lattice.columns;
    return (lattice.inside(i) ? 1 : 0)
        | (lattice.inside(i + 1) ? 2 : 0)
        | (lattice.inside(below + 1) ? 4 : 0)
        | (lattice.inside(below) ? 8 : 0);
  }

  private void cell(int i) {
    int code = code(i);
    if (code == 0) {
      return;
    }
    if (code == 15) {
      quad(i);
      return;
    }
    byte[] pattern = OutlineCell.triangles(code);
    for (int k = 0; k < pattern.length; k += 3) {
      int a = pattern[k];
      int b = pattern[k + 1];
      int c = pattern[k + 2];
      triangle(vertex(i, a, 0), vertex(i, b, 0), vertex(i, c, 0));
      triangle(vertex(i, c, insideCount), vertex(i, b, insideCount), vertex(i, a, insideCount));
    }
  }

  /** A full cell: each sheet is cut along its flatter diagonal. */
  private void quad(int i) {
    int below = i + lattice.columns;
    quad(frontId[i], frontId[below], frontId[below + 1], frontId[i + 1]);
    int back = insideCount;
    quad(
        back + frontId[i], back + frontId[i + 1], back + frontId[below + 1], back + frontId[below]);
  }

  private void quad(int a, int b, int c, int d) {
    if (Math.abs(z(a) - z(c)) <= Math.abs(z(b) - z(d))) {
      triangle(a, b, c);
      triangle(a, c, d);
    } else {
      triangle(b, c, d);
      triangle(b, d, a);
    }
  }

  private float z(int vertex) {
    return positions[3 * vertex + 2];
  }

  private void triangle(int a, int b, int c) {
    triangles[indexCount++] = a;
    triangles[indexCount++] = b;
    triangles[indexCount++] = c;
  }

  /** The vertex that stands at a place of a cell, on the sheet with the given first id. */
  private int vertex(int i, int place, int sheet) {
    int below = i + lattice.columns;
    return switch (place) {
      case OutlineCell.TOP_LEFT -> sheet + frontId[i];
      case OutlineCell.TOP_RIGHT -> sheet + frontId[i + 1];
      case OutlineCell.BOTTOM_RIGHT -> sheet + frontId[below + 1];
      case OutlineCell.BOTTOM_LEFT -> sheet + frontId[below];
      case OutlineCell.TOP -> crossingRight[i];
      case OutlineCell.RIGHT -> crossingDown[i + 1];
      case OutlineCell.BOTTOM -> crossingRight[below];
      default -> crossingDown[i];
    };
  }
}
