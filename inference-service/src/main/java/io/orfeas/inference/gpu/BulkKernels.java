package io.orfeas.inference.gpu;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heavy pure steps, on a device. Flat arrays in, flat arrays out; what happens between upload
 * and download stays on the device, and is as much as can: each method is all steps up to the next
 * that only the processor knows.
 *
 * <p>Every method gives what its counterpart on the CPU gives, bit by bit. All throw {@link
 * io.orfeas.inference.gpu.vram.DeviceOutOfMemoryException} when memory runs out and {@link
 * DeviceFailureException} when the device is not to be had, and whatever happens leave nothing
 * allocated. Safe for concurrent use.
 */
public interface BulkKernels {
  /**
   * Makes a depth shell of an outline: distances and the balls that fit behind it, then the heights
   * and depths that the host makes of them, smoothed and continued beyond the rim.
   *
   * @param coverage {@code side²} values in 0..1; NaN counts as 0
   * @param pixel side of a pixel in object units
   * @param host asked once, in between
   */
  Shell shell(float[] coverage, int side, float pixel, Profiler host, MemoryUse memory);

  /**
   * Extracts the surface of a depth shell, lets the host thin it, smooths it, places it as the
   * object stands, and finds its normals there.
   *
   * @param lattices where to sample the shell, the first on which there is a surface; one or more
   * @param smoothing pairs of Taubin steps, 0..100
   * @param host thins the surface, and repairs it where smoothing laid triangles flat
   * @return a surface without triangles where no lattice has a point inside
   */
  Surface surface(
      Shell shell,
      List<Lattice> lattices,
      Patterns patterns,
      int smoothing,
      Host host,
      MemoryUse memory);

  /**
   * Places a surface as the object stands, and finds its normals there.
   *
   * @param positions x, y, z per vertex, finite; at least one vertex
   * @param triangles three vertices per face
   */
  Surface placed(float[] positions, int[] triangles, MemoryUse memory);

  /** Fills the front of a texture, imagines the back, and makes the pictures of both. */
  Pictures pictures(Chart chart, MemoryUse memory);

  /**
   * What is known of an outline, {@code side²} values each.
   *
   * @param distance signed distance in pixels, positive inside
   * @param squaredHeight squared half-thickness of the balls in squared pixels, 0 outside
   * @param centre index of the pixel whose ball is highest, -1 outside
   */
  record Outline(float[] distance, float[] squaredHeight, int[] centre) {}

  /** What the processor makes of an outline. */
  @FunctionalInterface
  interface Profiler {
    /** Heights and depths for an outline. */
    Profile profile(Outline outline);
  }

  /**
   * Heights and depths that are not smooth yet, {@code side²} values each.
   *
   * @param squaredHeight squared half-thickness in squared pixels
   * @param mid depth of the middle in pixels; null where it is even
   */
  record Profile(float[] squaredHeight, float @Nullable [] mid) {}

  /**
   * A depth shell.
   *
   * @param side pixels per row and column
   * @param outline signed distance to the outline, {@code side²} values
   * @param front z of the front, {@code side²} values
   * @param back z of the back, {@code side²} values
   */
  record Shell(int side, float[] outline, float[] front, float[] back) {}

  /**
   * A lattice over a shell.
   *
   * @param columns lattice points per row
   * @param rows of lattice points
   * @param cell distance between lattice points, in object units
   * @param left x of the first column, in object units
   * @param top y of the first row, in object units
   * @param firstX the shell's pixel, counted in fractions, under the first column
   * @param firstY the same for the first row
   * @param scale pixels between lattice points
   */
  record Lattice(
      int columns,
      int rows,
      float cell,
      float left,
      float top,
      double firstX,
      double firstY,
      double scale) {}

  /**
   * How cells are cut into triangles.
   *
   * @param width bytes per pattern
   * @param bytes for each of 256 patterns of inside corners, the number of triangles, and three
   *     edges for each
   */
  record Patterns(int width, byte[] bytes) {}

  /** What the processor decides about a surface while it is made. */
  interface Host {
    /** What is to be smoothed of a surface, if there is one; at least one triangle. */
    Mesh thinned(Mesh extracted);

    /** Squared doubled area below which a triangle counts as flat, from the box's longest side. */
    double flatArea(double longestSide);

    /**
     * Asked when smoothing laid triangles flat.
     *
     * @param before the surface as it was
     * @param after positions that smoothing gave it
     * @return positions to go on with
     */
    float[] restored(Mesh before, float[] after);
  }

  /**
   * A triangle mesh.
   *
   * @param positions x, y, z per vertex
   * @param triangles three vertices per face
   */
  record Mesh(float[] positions, int[] triangles) {}

  /**
   * A surface, as seen in the picture and as it stands; x, y, z per vertex in each array.
   *
   * @param seen positions in the frame of the picture
   * @param placed positions in the frame of the object
   * @param normals unit normals there
   * @param triangles three vertices per face
   */
  record Surface(float[] seen, float[] placed, float[] normals, int[] triangles) {}

  /**
   * The front of a texture, not filled yet.
   *
   * @param texels red, green, blue in 0..255 and coverage in 0..1, {@code 4 * width * height}; not
   *     written
   * @param width texels per row, a power of two, 2 or more
   * @param height rows, a power of two, 2 or more
   * @param stacked whether the back lies below the front rather than to its right
   * @param normalMap whether fine relief is wanted too
   */
  record Chart(float[] texels, int width, int height, boolean stacked, boolean normalMap) {}

  /**
   * Pictures of an atlas, {@code 0xFFRRGGBB} a texel.
   *
   * @param baseColor front and back
   * @param normalMap at half resolution, or null
   */
  record Pictures(int[] baseColor, int @Nullable [] normalMap) {}
}
