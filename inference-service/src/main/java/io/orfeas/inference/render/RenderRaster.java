package io.orfeas.inference.render;

import java.util.Arrays;

/**
 * Finds the triangle that each sample of a band of rows sees.
 *
 * <p>Idea: edge functions over the bounding box of each projected triangle, and a depth buffer of 1
 * / distance, which is linear on the screen. Triangles that turn their back are skipped, so that a
 * face with the wrong orientation shows as a hole. A sample on an edge belongs to either side of
 * it; the nearer triangle, or else the first, takes it, so closed surfaces show no cracks.
 *
 * <p>Layout: samples row-major, one triangle number or -1 each. Cost: three multiplications per
 * tested sample. Source: Pineda, "A Parallel Algorithm for Polygon Rasterization", SIGGRAPH 1988.
 */
final class RenderRaster {
  private final int width;
  private final int rows;
  private final int[] seen;
  private final float[] nearness;

  RenderRaster(int width, int rows) {
    this.width = width;
    this.rows = rows;
    this.seen = new int[width * rows];
    this.nearness = new float[width * rows];
  }

  /**
   * Draws all triangles into rows {@code top .. top + rows - 1}.
   *
   * @param screen x, y, 1 / distance per vertex
   * @param triangles three vertices each
   * @return the triangle each sample sees, or -1; overwritten by the next call
   */
  int[] draw(float[] screen, int[] triangles, int top) {
    Arrays.fill(seen, -1);
    Arrays.fill(nearness, 0);
    for (int t = 0; t < triangles.length; t += 3) {
      drawTriangle(
          screen, 3 * triangles[t], 3 * triangles[t + 1], 3 * triangles[t + 2], top, t / 3);
    }
    return seen;
  }

  private void drawTriangle(float[] s, int a, int b, int c, int top, int number) {
    float area = area(s, a, b, c);
    if (!(area > 0)) {
      return;
    }
    int left = Math.max(0, (int) (min(s[a], s[b], s[c]) - .5f));
    int right = Math.min(width - 1, (int) (max(s[a], s[b], s[c]) + .5f));
    int first = Math.max(0, (int) (min(s[a + 1], s[b + 1], s[c + 1]) - .5f) - top);
    int last = Math.min(rows - 1, (int) (max(s[a + 1], s[b + 1], s[c + 1]) + .5f) - top);
    for (int y = first; y <= last; y++) {
      float py = y + top + .5f;
      for (int x = left; x <= right; x++) {
        float px = x + .5f;
        float wa = edge(s, b, c, px, py);
        float wb = edge(s, c, a, px, py);
        float wc = edge(s, a, b, px, py);
        if (wa >= 0 && wb >= 0 && wc >= 0) {
          float near = (wa * s[a + 2] + wb * s[b + 2] + wc * s[c + 2]) / area;
          if (near > nearness[y * width + x]) {
            nearness[y * width + x] = near;
            seen[y * width + x] = number;
          }
        }
      }
    }
  }

  /** Twice the area of a triangle on the screen, positive when it faces the camera. */
  static float area(float[] s, int a, int b, int c) {
    return edge(s, b, c, s[a], s[a + 1]);
  }

  /** Twice the area of the triangle from an edge to a point, positive on the inner side. */
  static float edge(float[] s, int from, int to, float x, float y) {
    return (s[to + 1] - s[from + 1]) * (x - s[from]) - (s[to] - s[from]) * (y - s[from + 1]);
  }

  private static float min(float a, float b, float c) {
    return Math.min(a, Math.min(b, c));
  }

  private static float max(float a, float b, float c) {
    return Math.max(a, Math.max(b, c));
  }
}
