package io.orfeas.inference.mesh;

/**
 * Evens out the triangles of an extracted surface: a vertex nearer to a neighbour than the mean
 * (the root of the mean square of all edges) is drawn into that neighbour.
 *
 * <p>Idea: where a surface passes close to a lattice point, marching cubes leaves several vertices
 * around that point; they cost as much as others and show nothing. About half of all go. Each
 * vertex is looked at once, in order, with the triangles as they then are. One that has taken
 * others in stays itself, so no part of the surface moves farther than the length of a short edge.
 * An edge goes only if the link condition holds, which keeps a closed manifold closed and manifold
 * (Dey, Edelsbrunner, Guha and Nekhayev, "Topology preserving edge contraction", 1999), and no
 * triangle turns far.
 *
 * <p>Cost: linear; two ints a corner and one a vertex. Deterministic.
 */
public final class ShortEdges {
  /** Every so many triangles, one is measured for the mean. */
  private static final int SAMPLE = 16;

  /**
   * Squared cosine of the angle that a triangle may turn by: 10°. Where parts are a few edges thick
   * every triangle would turn farther, and the part be thinner.
   */
  private static final double LEAST_COSINE = 0.97;

  /** Corners left at a vertex, as a tetrahedron has them. */
  private static final int LEAST_DEGREE = 3;

  private final float[] positions;
  private final CornerRings rings;
  private final boolean[] tookIn;
  private final float shortSquared;
  private final int[] here = new int[CornerRings.MAX_DEGREE];
  private final int[] there = new int[CornerRings.MAX_DEGREE];
  private int degree;

  private ShortEdges(TriangleMesh mesh) {
    positions = mesh.positions();
    rings = new CornerRings(mesh);
    tookIn = new boolean[mesh.vertexCount()];
    shortSquared = (float) meanSquare(mesh);
  }

  /**
   * The mesh with fewer short edges: the same surface, closer to one vertex a lattice point.
   *
   * @param mesh closed, manifold and welded
   */
  public static TriangleMesh collapse(TriangleMesh mesh) {
    ShortEdges run = new ShortEdges(mesh);
    for (int v = 0; v < run.tookIn.length; v++) {
      if (!run.tookIn[v]) {
        run.drawIn(v);
      }
    }
    return ComponentFilter.compact(mesh.positions(), run.rings.triangles());
  }

  private static double meanSquare(TriangleMesh mesh) {
    double sum = 0;
    int count = 0;
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3 * SAMPLE, count += 3) {
      for (int k = 0; k < 3; k++) {
        sum += squaredLength(mesh.positions(), t[i + k], t[i + (k + 1) % 3]);
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Draws a vertex into its nearest neighbour where that is near enough and nothing breaks. */
  private void drawIn(int v) {
    degree = rings.walk(v, here);
    int nearest = nearest(v);
    if (nearest >= 0 && degree > LEAST_DEGREE && isLinked(nearest) && keepsTriangles(v, nearest)) {
      rings.merge(v, here, degree, nearest);
      tookIn[nearest] = true;
    }
  }

  private int nearest(int v) {
    int nearest = -1;
    float least = shortSquared;
    for (int k = 0; k < degree; k++) {
      int neighbour = rings.follower(here[k]);
      float length = squaredLength(positions, v, neighbour);
      if (length < least) {
        least = length;
        nearest = neighbour;
      }
    }
    return nearest;
  }

  /** Whether both ends of an edge have the two opposite vertices as neighbours and no other. */
  private boolean isLinked(int u) {
    int count = rings.walk(u, there);
    int common = 0;
    for (int i = 0; i < count; i++) {
      int neighbour = rings.follower(there[i]);
      for (int k = 0; k < degree; k++) {
        common += rings.follower(here[k]) == neighbour ? 1 : 0;
      }
    }
    return common == 2 && count > LEAST_DEGREE && count + degree < CornerRings.MAX_DEGREE;
  }

  private boolean keepsTriangles(int v, int u) {
    for (int k = 0; k < degree; k++) {
      int a = rings.follower(here[k]);
      int b = rings.leader(here[k]);
      if (a != u && b != u && turns(3 * v, 3 * u, 3 * a, 3 * b)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a triangle on the edge from a to b turns too far when its third corner moves. */
  private boolean turns(int from, int to, int a, int b) {
    float[] p = positions;
    double edgeX = p[b] - p[a];
    double edgeY = p[b + 1] - p[a + 1];
    double edgeZ = p[b + 2] - p[a + 2];
    double fromX = p[from] - p[a];
    double fromY = p[from + 1] - p[a + 1];
    double fromZ = p[from + 2] - p[a + 2];
    double toX = p[to] - p[a];
    double toY = p[to + 1] - p[a + 1];
    double toZ = p[to + 2] - p[a + 2];
    double oldX = edgeY * fromZ - edgeZ * fromY;
    double oldY = edgeZ * fromX - edgeX * fromZ;
    double oldZ = edgeX * fromY - edgeY * fromX;
    double newX = edgeY * toZ - edgeZ * toY;
    double newY = edgeZ * toX - edgeX * toZ;
    double newZ = edgeX * toY - edgeY * toX;
    double along = oldX * newX + oldY * newY + oldZ * newZ;
    double before = oldX * oldX + oldY * oldY + oldZ * oldZ;
    double after = newX * newX + newY * newY + newZ * newZ;
    return !(along > 0 && along * along > LEAST_COSINE * before * after);
  }

  private static float squaredLength(float[] p, int a, int b) {
    float x = p[3 * b] - p[3 * a];
    float y = p[3 * b + 1] - p[3 * a + 1];
    float z = p[3 * b + 2] - p[3 * a + 2];
    return x * x + y * y + z * z;
  }
}
