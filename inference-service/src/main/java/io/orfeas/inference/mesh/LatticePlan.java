package io.orfeas.inference.mesh;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.image.Cutout;
import java.util.List;

/**
 * Where the points of a lattice lie over a depth shell: cropped to the object, with a ring of
 * outside points around it.
 *
 * @param columns points per row
 * @param rows of points
 * @param cell distance between points, in object units
 * @param left x of the first column, in object units
 * @param top y of the first row, in object units
 * @param firstX the shell's pixel under the first column, in fractions; may lie outside
 * @param firstY the same for the first row
 * @param scale pixels between points
 */
public record LatticePlan(
    int columns,
    int rows,
    float cell,
    float left,
    float top,
    double firstX,
    double firstY,
    double scale) {

  /**
   * The lattices to try for a shell, until one has a point inside: as fine as asked for, then as
   * the shell's own pixels.
   *
   * @param grid cells per object unit, {@value SurfaceExtractor#MIN_GRID}..{@value
   *     SurfaceExtractor#MAX_GRID}
   * @throws IllegalArgumentException when no pixel is inside the outline
   */
  public static List<LatticePlan> candidates(DepthShell shell, int grid) {
    SurfaceExtractor.checkGrid(grid);
    int[] box = insideBox(shell);
    return List.of(of(shell, box, grid), of(shell, box, pixelsPerUnit(shell)));
  }

  /**
   * The lattice for a shell.
   *
   * @param grid cells per object unit
   * @throws IllegalArgumentException when no pixel is inside the outline
   */
  static LatticePlan of(DepthShell shell, double grid) {
    return of(shell, insideBox(shell), grid);
  }

  private static LatticePlan of(DepthShell shell, int[] box, double grid) {
    int side = shell.side();
    double pixel = 1 / pixelsPerUnit(shell);
    double cell = 1 / grid;
    double scale = cell / pixel;
    int columns = (int) Math.ceil((box[2] - box[0]) / scale) + 3;
    int rows = (int) Math.ceil((box[3] - box[1]) / scale) + 3;
    double firstX = (box[0] + box[2] - (columns - 1) * scale) / 2;
    double firstY = (box[1] + box[3] - (rows - 1) * scale) / 2;
    double left = (firstX + 0.5 - side / 2.0) * pixel;
    double top = (side / 2.0 - firstY - 0.5) * pixel;
    return new LatticePlan(
        columns, rows, (float) cell, (float) left, (float) top, firstX, firstY, scale);
  }

  /** The lattice density at which points coincide with the shell's pixels. */
  static double pixelsPerUnit(DepthShell shell) {
    return shell.side() * Cutout.FILL;
  }

  /** First and last column and row with an inside pixel, one pixel wider on each side. */
  private static int[] insideBox(DepthShell shell) {
    int side = shell.side();
    int[] box = {side, side, -1, -1};
    for (int i = 0; i < shell.outline().length; i++) {
      if (shell.outline()[i] > 0) {
        box[0] = Math.min(box[0], i % side);
        box[1] = Math.min(box[1], i / side);
        box[2] = Math.max(box[2], i % side);
        box[3] = Math.max(box[3], i / side);
      }
    }
    if (box[2] < 0) {
      throw new IllegalArgumentException(
          "shell: no pixel inside the outline (expected: at least one)");
    }
    return new int[] {box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1};
  }
}
