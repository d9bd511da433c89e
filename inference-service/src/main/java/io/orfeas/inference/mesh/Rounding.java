package io.orfeas.inference.mesh;

/**
 * Rounds a surface off: takes away what is finer than a scale of the object, and leaves the rest
 * where it is. How finely the surface is meshed makes no difference to that.
 *
 * <p>Idea: what a vertex lacks to the mean of its neighbours tells how fine a detail is, relative
 * to the edges; a low-pass over that, as flat as can be below its cut, is put together from
 * Chebyshev polynomials, each of which takes one pass over the triangles. Thin limbs would shrink
 * to threads, since across them they are such details: where a surface loses much of its area, it
 * stays nearer to where it was.
 *
 * <p>Cost: some ten passes for each edge that the scale is long. Topology is untouched. Source of
 * the filter's form: Butterworth, "On the theory of filter amplifiers", 1930.
 */
public final class Rounding {
  /** Edges this many times as long as the scale leave nothing to take away. */
  private static final double COARSEST = 2;

  /** Passes per edge length of scale; what is left of the sum after that is below a hundredth. */
  private static final double REACH = 10;

  /** Least share of its area that a surface keeps around each vertex, about. */
  private static final float KEPT_AREA = 0.6f;

  /** Passes that spread what is known of a vertex over those around it. */
  private static final int SPREAD = 16;

  private final TriangleMesh mesh;
  private final NeighbourMeans neighbours;

  private Rounding(TriangleMesh mesh) {
    this.mesh = mesh;
    neighbours = new NeighbourMeans(mesh);
  }

  /**
   * Rounds a closed surface.
   *
   * @param scale a wave along the surface that is 2π of this long loses half its height, shorter
   *     ones more; in the mesh's units
   * @return same triangles, new positions; the mesh itself where its edges are twice as long, or
   *     have no length at all
   */
  public static TriangleMesh of(TriangleMesh mesh, double scale) {
    double edge = meanEdge(mesh);
    if (!(edge > 0 && edge < COARSEST * scale)) {
      return mesh;
    }
    return new Rounding(mesh).rounded(edge / scale);
  }

  private TriangleMesh rounded(double edgePerScale) {
    float[] rounded = filtered(coefficients(edgePerScale));
    float[] shares = shares(rounded);
    float[] from = mesh.positions();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = from[i] + shares[i] * (rounded[i] - from[i]);
    }
    return new TriangleMesh(rounded, mesh.triangles());
  }

  /**
   * Of the low-pass over {@code 1 + t}, what a vertex lacks to the mean of its neighbours in shares
   * of itself, for t from -1 (nothing) to 1; a wave on even triangles lacks a quarter of its
   * squared frequency.
   */
  private static double[] coefficients(double edgePerScale) {
    double cut = edgePerScale * edgePerScale / 4;
    int count = (int) Math.ceil(REACH / edgePerScale) + 1;
    int samples = 4 * count;
    double[] coefficients = new double[count];
    double whole = 0;
    for (int n = 0; n < count; n++) {
      double sum = 0;
      for (int k = 0; k < samples; k++) {
        double angle = Math.PI * (k + 0.5) / samples;
        double lacking = (1 + Math.cos(angle)) / cut;
        sum += Math.cos(n * angle) / (1 + lacking * lacking);
      }
      coefficients[n] = sum * (n == 0 ? 1 : 2) / samples;
      whole += n % 2 == 0 ? coefficients[n] : -coefficients[n];
    }
    // What lacks nothing stays whole, however the sum was cut off.
    for (int n = 0; n < count; n++) {
      coefficients[n] /= whole;
    }
    return coefficients;
  }

  /** The sum of Chebyshev polynomials of minus the neighbours' mean. */
  private float[] filtered(double[] coefficients) {
    float[] before = mesh.positions().clone();
    float[] here = new float[before.length];
    float[] next = new float[before.length];
    float[] sum = new float[before.length];
    add(coefficients[0], before, sum);
    neighbours.write(before, here);
    for (int i = 0; i < here.length; i++) {
      here[i] = -here[i];
    }
    add(coefficients[1], here, sum);
    for (int n = 2; n < coefficients.length; n++) {
      neighbours.write(here, next);
      for (int i = 0; i < next.length; i++) {
        next[i] = -2 * next[i] - before[i];
      }
      add(coefficients[n], next, sum);
      float[] free = before;
      before = here;
      here = next;
      next = free;
    }
    return sum;
  }

  private static void add(double factor, float[] values, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (float) factor * values[i];
    }
  }

  /** How far each vertex goes of its way, three times the same number per vertex. */
  private float[] shares(float[] rounded) {
    float[] before = spread(areas(mesh.positions()));
    float[] after = spread(areas(rounded));
    float[] shares = new float[rounded.length];
    for (int i = 0; i < shares.length; i++) {
      float lost = before[i] > 0 ? 1 - after[i] / before[i] : 0;
      shares[i] = lost > 1 - KEPT_AREA ? (1 - KEPT_AREA) / lost : 1;
    }
    return spread(shares);
  }

  /** Vertices move along the surface, too, so that areas tell something over many only. */
  private float[] spread(float[] values) {
    float[] from = values;
    float[] to = new float[values.length];
    for (int pass = 0; pass < SPREAD; pass++) {
      neighbours.write(from, to);
      float[] free = from;
      from = to;
      to = free;
    }
    return from;
  }

  /** Area of the triangles around each vertex, three times the same number. */
  private float[] areas(float[] positions) {
    float[] areas = new float[positions.length];
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      float area = (float) area(positions, 3 * t[i], 3 * t[i + 1], 3 * t[i + 2]);
      for (int corner = i; corner < i + 3; corner++) {
        for (int at = 3 * t[corner]; at < 3 * t[corner] + 3; at++) {
          areas[at] += area;
        }
      }
    }
    return areas;
  }

  private static double area(float[] p, int a, int b, int c) {
    double squares = 0;
    for (int k = 0; k < 3; k++) {
      int u = (k + 1) % 3;
      int v = (k + 2) % 3;
      double across =
          ((double) p[b + u] - p[a + u]) * ((double) p[c + v] - p[a + v])
              - ((double) p[b + v] - p[a + v]) * ((double) p[c + u] - p[a + u]);
      squares += across * across;
    }
    return Math.sqrt(squares) / 2;
  }

  private static double meanEdge(TriangleMesh mesh) {
    int[] t = mesh.triangles();
    double sum = 0;
    for (int i = 0; i < t.length; i++) {
      int next = i % 3 == 2 ? i - 2 : i + 1;
      sum += length(mesh.positions(), 3 * t[i], 3 * t[next]);
    }
    return sum / t.length;
  }

  private static double length(float[] p, int a, int b) {
    double x = (double) p[b] - p[a];
    double y = (double) p[b + 1] - p[a + 1];
    double z = (double) p[b + 2] - p[a + 2];
    return Math.sqrt(x * x + y * y + z * z);
  }
}
