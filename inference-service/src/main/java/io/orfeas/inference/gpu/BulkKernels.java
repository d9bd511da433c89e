package io.orfeas.inference.gpu;

import java.util.List;

/**
 * The heavy pure stages, on a device. Flat arrays in, flat arrays out; what happens between upload
 * and download stays on the device.
 *
 * <p>Every method gives what its counterpart on the CPU gives, bit by bit, except {@link #normals},
 * which agrees within 1e-6. All throw {@link
 * io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException} when memory runs out, and leave nothing
 * allocated then. Safe for concurrent use.
 */
public interface BulkKernels {
  /**
   * For every pixel the index of the pixel {@code p} that minimises {@code |x - p|² + cost(p)}.
   *
   * @param cost {@code side²} values, positive infinity where a pixel takes no part, never NaN
   * @return {@code side²} indices; all -1 when no pixel takes part
   */
  int[] nearestSites(float[] cost, int side, MemoryUse memory);

  /**
   * Samples a depth shell on a lattice, extracts its surface and smooths it.
   *
   * @param smoothing pairs of Taubin steps, 0..100
   * @return a surface without triangles where no lattice point is inside
   */
  Surface surface(Shell shell, int smoothing, MemoryUse memory);

  /**
   * Unit normals of vertices, weighted by angle.
   *
   * @param positions x, y, z per vertex
   * @param triangles three vertices per face
   * @return x, y, z per vertex
   */
  float[] normals(float[] positions, int[] triangles, MemoryUse memory);

  /**
   * Pulls a weighted picture down to one texel, and pushes it up again to fill what is unknown.
   *
   * @param texels four floats a texel, the fourth a weight in 0..1; not written
   * @param width texels per row, a power of two
   * @param height rows, a power of two
   * @return the levels, finest first, all weights 1
   */
  List<float[]> filledPyramid(float[] texels, int width, int height, MemoryUse memory);

  /**
   * A depth shell and the lattice to sample it on.
   *
   * @param side pixels per row and column of the shell
   * @param outline signed distance to the outline, {@code side²} values
   * @param front z of the front, {@code side²} values
   * @param back z of the back, {@code side²} values
   * @param columns lattice points per row
   * @param rows of lattice points
   * @param cell distance between lattice points, in object units
   * @param left x of the first column, in object units
   * @param top y of the first row, in object units
   * @param firstX the shell's pixel, counted in fractions, under the first column
   * @param firstY the same for the first row
   * @param scale pixels between lattice points
   * @param cubes for each of 256 patterns of inside corners, {@code cubeWidth} bytes: the number of
   *     triangles, and three edges for each
   * @param cubeWidth bytes per pattern
   */
  record Shell(
      int side,
      float[] outline,
      float[] front,
      float[] back,
      int columns,
      int rows,
      float cell,
      float left,
      float top,
      double firstX,
      double firstY,
      double scale,
      byte[] cubes,
      int cubeWidth) {}

  /**
   * A triangle mesh.
   *
   * @param positions x, y, z per vertex
   * @param triangles three vertices per face
   */
  record Surface(float[] positions, int[] triangles) {}
}
