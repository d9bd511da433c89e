package io.orfeas.inference.texture;

import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Arrays;

/**
 * Gives each triangle to the front or the back chart and splits vertices along the seam.
 *
 * <p>Idea: a triangle faces the way the triangles around its three corners face on average, by
 * their area in the picture. That varies smoothly over the surface, so the seam is a clean line
 * even on walls seen edge-on, where single triangles flicker; ties go to the front. A vertex used
 * by both charts is written twice, all others once, in order of first use.
 *
 * <p>Cost: two passes over triangles; three ints a vertex.
 */
final class TextureSeams {
  private final int[] triangles;
  private final int[] sources;
  private final boolean[] front;

  private TextureSeams(int[] triangles, int[] sources, boolean[] front) {
    this.triangles = triangles;
    this.sources = sources;
    this.front = front;
  }

  /** Splits a welded mesh, seen along z. */
  static TextureSeams split(TriangleMesh mesh) {
    float[] towards = facing(mesh);
    int n = mesh.vertexCount();
    int[] renamed = new int[2 * n];
    Arrays.fill(renamed, -1);
    int[] sources = new int[2 * n];
    boolean[] front = new boolean[2 * n];
    int[] in = mesh.triangles();
    int[] out = new int[in.length];
    int count = 0;
    for (int t = 0; t < in.length; t += 3) {
      boolean facing = towards[in[t]] + towards[in[t + 1]] + towards[in[t + 2]] >= 0;
      for (int corner = t; corner < t + 3; corner++) {
        int key = facing ? in[corner] : n + in[corner];
        if (renamed[key] < 0) {
          sources[count] = in[corner];
          front[count] = facing;
          renamed[key] = count++;
        }
        out[corner] = renamed[key];
      }
    }
    return new TextureSeams(out, Arrays.copyOf(sources, count), Arrays.copyOf(front, count));
  }

  /** Per vertex, twice the area that the triangles around it have in the picture, signed. */
  private static float[] facing(TriangleMesh mesh) {
    float[] p = mesh.positions();
    int[] t = mesh.triangles();
    float[] facing = new float[mesh.vertexCount()];
    for (int i = 0; i < t.length; i += 3) {
      int a = 3 * t[i];
      int b = 3 * t[i + 1];
      int c = 3 * t[i + 2];
      float area = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a]);
      facing[t[i]] += area;
      facing[t[i + 1]] += area;
      facing[t[i + 2]] += area;
    }
    return facing;
  }

  /** Triangles over the new vertices. */
  int[] triangles() {
    return triangles;
  }

  /** Number of vertices after the split. */
  int vertexCount() {
    return sources.length;
  }

  /** Whether a new vertex lies on the front chart. */
  boolean front(int vertex) {
    return front[vertex];
  }

  /** The x, y, z values of the new vertices, taken from those of the old. */
  float[] gather(float[] values) {
    float[] out = new float[3 * sources.length];
    for (int i = 0; i < sources.length; i++) {
      System.arraycopy(values, 3 * sources[i], out, 3 * i, 3);
    }
    return out;
  }
}
