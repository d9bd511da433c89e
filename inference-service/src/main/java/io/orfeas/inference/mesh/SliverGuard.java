package io.orfeas.inference.mesh;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes smoothing back where it laid triangles flat, as it does with parts of a few triangles,
 * which it shrinks to a point or a line.
 *
 * <p>The corners of flat triangles return to where they were, then their neighbours too, and so on
 * until none is flat; a part that is flat throughout returns as a whole. What was sound before is
 * sound after.
 *
 * <p>Cost: one pass where nothing is flat, else one for each ring of neighbours.
 */
public final class SliverGuard {
  /** Squared doubled area, relative to the fourth power of the box's side, that counts as none. */
  private static final double NO_AREA = 1e-20;

  private static final int RINGS = 64;

  private SliverGuard() {}

  /**
   * The smoothed mesh, sound again.
   *
   * @param before the mesh as it was, sound
   * @param after the same triangles after smoothing
   */
  public static TriangleMesh restore(TriangleMesh before, TriangleMesh after) {
    float[] positions = after.positions();
    double least = flatArea(BoundingBox.of(before.positions()).longestSide());
    boolean[] flat = flatCorners(positions, after.triangles(), least);
    if (flat == null) {
      return after;
    }
    boolean[] pinned = new boolean[flat.length];
    float[] mixed = positions.clone();
    for (int ring = 0; ring < RINGS && flat != null; ring++) {
      for (int v = 0; v < pinned.length; v++) {
        pinned[v] |= flat[v];
      }
      if (ring > 0) {
        grow(pinned, after.triangles());
      }
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = pinned[i / 3] ? before.positions()[i] : positions[i];
      }
      flat = flatCorners(mixed, after.triangles(), least);
    }
    return flat == null ? new TriangleMesh(mixed, after.triangles()) : before;
  }

  /**
   * Squared doubled area that counts as none.
   *
   * @param longestSide of the box around the mesh as it was
   */
  public static double flatArea(double longestSide) {
    return NO_AREA * Math.pow(longestSide, 4);
  }

  /** Which vertices are corners of flat triangles; null when no triangle is flat. */
  private static boolean @Nullable [] flatCorners(float[] p, int[] triangles, double least) {
    boolean[] corners = null;
    for (int t = 0; t < triangles.length; t += 3) {
      if (doubledAreaSquared(p, 3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2])
          <= least) {
        if (corners == null) {
          corners = new boolean[p.length / 3];
        }
        corners[triangles[t]] = true;
        corners[triangles[t + 1]] = true;
        corners[triangles[t + 2]] = true;
      }
    }
    return corners;
  }

  /** Adds the neighbours of all that are in. */
  private static void grow(boolean[] in, int[] triangles) {
    boolean[] old = Arrays.copyOf(in, in.length);
    for (int t = 0; t < triangles.length; t += 3) {
      if (old[triangles[t]] || old[triangles[t + 1]] || old[triangles[t + 2]]) {
        in[triangles[t]] = true;
        in[triangles[t + 1]] = true;
        in[triangles[t + 2]] = true;
      }
    }
  }

  private static double doubledAreaSquared(float[] p, int a, int b, int c) {
    double ux = (double) p[b] - p[a];
    double uy = (double) p[b + 1] - p[a + 1];
    double uz = (double) p[b + 2] - p[a + 2];
    double vx = (double) p[c] - p[a];
    double vy = (double) p[c + 1] - p[a + 1];
    double vz = (double) p[c + 2] - p[a + 2];
    double x = uy * vz - uz * vy;
    double y = uz * vx - ux * vz;
    double z = ux * vy - uy * vx;
    return x * x + y * y + z * z;
  }
}
