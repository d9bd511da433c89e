package io.orfeas.inference.format;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.texture.AtlasTexturer;
import io.orfeas.inference.texture.TextureOptions;
import java.util.Set;
import java.util.function.IntBinaryOperator;

/** Closed meshes, normals and pictures for tests of texturing and writing. */
public final class ExportFixtures {
  private ExportFixtures() {}

  /** A sphere of diameter 1 of {@code 2 * rings * segments} triangles or a little fewer. */
  public static TriangleMesh sphere(int rings, int segments) {
    float[] positions = new float[3 * ((rings - 1) * segments + 2)];
    int south = (rings - 1) * segments + 1;
    put(positions, 0, 0, .5, 0);
    put(positions, south, 0, -.5, 0);
    for (int r = 1; r < rings; r++) {
      double theta = Math.PI * r / rings;
      for (int s = 0; s < segments; s++) {
        double phi = 2 * Math.PI * s / segments;
        double x = Math.sin(theta) * Math.sin(phi) / 2;
        double z = Math.sin(theta) * Math.cos(phi) / 2;
        put(positions, 1 + (r - 1) * segments + s, x, Math.cos(theta) / 2, z);
      }
    }
    int[] triangles = new int[6 * segments * (rings - 1)];
    int n = 0;
    for (int s = 0; s < segments; s++) {
      int next = (s + 1) % segments;
      n = triangle(triangles, n, 0, 1 + s, 1 + next);
      for (int r = 1; r < rings - 1; r++) {
        int a = 1 + (r - 1) * segments;
        int b = a + segments;
        n = triangle(triangles, n, a + s, b + s, b + next);
        n = triangle(triangles, n, a + s, b + next, a + next);
      }
      int last = 1 + (rings - 2) * segments;
      n = triangle(triangles, n, last + s, south, last + next);
    }
    return new TriangleMesh(positions, triangles);
  }

  /** A torus around the z axis, longest side 1. */
  public static TriangleMesh torus(int around, int across) {
    float[] positions = new float[3 * around * across];
    int[] triangles = new int[6 * around * across];
    int n = 0;
    for (int i = 0; i < around; i++) {
      double a = 2 * Math.PI * i / around;
      for (int j = 0; j < across; j++) {
        double b = 2 * Math.PI * j / across;
        double ring = .35 + .15 * Math.cos(b);
        put(positions, i * across + j, ring * Math.cos(a), ring * Math.sin(a), .15 * Math.sin(b));
        int right = (i + 1) % around * across;
        int up = (j + 1) % across;
        n = triangle(triangles, n, i * across + j, right + j, right + up);
        n = triangle(triangles, n, i * across + j, right + up, i * across + up);
      }
    }
    return new TriangleMesh(positions, triangles);
  }

  /** A box with 8 shared vertices. */
  public static TriangleMesh box(float width, float height, float depth) {
    float[] positions = new float[24];
    for (int i = 0; i < 8; i++) {
      put(
          positions,
          i,
          ((i & 1) - .5) * width,
          ((i >> 1 & 1) - .5) * height,
          ((i >> 2 & 1) - .5) * depth);
    }
    int[] triangles = {
      4, 5, 7, 4, 7, 6, 1, 0, 2, 1, 2, 3, 5, 1, 3, 5, 3, 7,
      0, 4, 6, 0, 6, 2, 6, 7, 3, 6, 3, 2, 0, 1, 5, 0, 5, 4
    };
    return new TriangleMesh(positions, triangles);
  }

  /** Unit vertex normals: sums of face normals, weighted by area. */
  public static float[] normals(TriangleMesh mesh) {
    float[] p = mesh.positions();
    float[] normals = new float[p.length];
    int[] t = mesh.triangles();
    for (int i = 0; i < t.length; i += 3) {
      int a = 3 * t[i];
      int b = 3 * t[i + 1];
      int c = 3 * t[i + 2];
      for (int k = 0; k < 3; k++) {
        int u = (k + 1) % 3;
        int v = (k + 2) % 3;
        float n =
            (p[b + u] - p[a + u]) * (p[c + v] - p[a + v])
                - (p[b + v] - p[a + v]) * (p[c + u] - p[a + u]);
        normals[a + k] += n;
        normals[b + k] += n;
        normals[c + k] += n;
      }
    }
    for (int i = 0; i < normals.length; i += 3) {
      double length =
          Math.sqrt(
              normals[i] * normals[i]
                  + normals[i + 1] * normals[i + 1]
                  + normals[i + 2] * normals[i + 2]);
      for (int k = i; k < i + 3; k++) {
        normals[k] = (float) (normals[k] / length);
      }
    }
    return normals;
  }

  /** A cutout whose object is a disc of diameter 1, painted by {@code rgb(x, y)}. */
  public static Cutout disc(int side, IntBinaryOperator rgb) {
    double radius = side * Cutout.FILL / 2;
    return cutout(
        side,
        (x, y) -> Math.hypot(x + .5 - side / 2.0, y + .5 - side / 2.0) <= radius ? 255 : 0,
        rgb);
  }

  /** A cutout from a coverage function (0..255) and a colour function. */
  public static Cutout cutout(int side, IntBinaryOperator alpha, IntBinaryOperator rgb) {
    int[] argb = new int[side * side];
    float[] coverage = new float[side * side];
    for (int i = 0; i < argb.length; i++) {
      int a = alpha.applyAsInt(i % side, i / side);
      argb[i] = a << 24 | rgb.applyAsInt(i % side, i / side) & 0xFFFFFF;
      coverage[i] = a / 255f;
    }
    return new Cutout(
        new RgbaImage(side, side, argb), new ForegroundMask(side, side, coverage, 1, Set.of()));
  }

  /** A small textured torus, with or without a normal map. */
  public static TexturedMesh texturedTorus(boolean normalMap) {
    TriangleMesh mesh = torus(48, 16);
    Cutout cutout = disc(256, (x, y) -> x / 16 + y / 16 << 20 | 0x4080 + x * y % 251);
    return AtlasTexturer.texture(mesh, normals(mesh), cutout, new TextureOptions(256, normalMap));
  }

  private static void put(float[] positions, int vertex, double x, double y, double z) {
    positions[3 * vertex] = (float) x;
    positions[3 * vertex + 1] = (float) y;
    positions[3 * vertex + 2] = (float) z;
  }

  private static int triangle(int[] triangles, int n, int a, int b, int c) {
    triangles[n] = a;
    triangles[n + 1] = b;
    triangles[n + 2] = c;
    return n + 3;
  }
}
