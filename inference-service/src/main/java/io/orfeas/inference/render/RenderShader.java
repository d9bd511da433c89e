package io.orfeas.inference.render;

import io.orfeas.inference.format.TextureTangents;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;
import org.jspecify.annotations.Nullable;

/**
 * Colours what a sample sees.
 *
 * <p>Idea: a small photo studio that moves with the camera: a large soft key light from the upper
 * left, a weak fill from the right, a rim light from behind, and light from above and below that
 * stays with the object. Textures already carry the light of their picture, so they get mostly even
 * light; clay gets the lot. All sums are in linear light.
 */
final class RenderShader {
  private static final double[] KEY = unit(-.45, .65, .62);
  private static final double[] FILL = unit(.85, .05, .5);
  private static final double[] RIM = unit(.35, .55, -.75);
  private static final double[] CLAY = {.52, .49, .46};
  private static final double[] WIRE = {.02, .04, .09};
  private static final double WIRE_WIDTH = .45;

  private final TexturedMesh mesh;
  private final RenderCamera camera;
  private final RenderOptions.Mode mode;
  private final float[] screen;
  private final float @Nullable [] tangents;
  private final double wireWidth;
  private final double[] weights = new double[3];
  private final double[] normal = new double[3];
  private final double[] texel = new double[3];

  RenderShader(TexturedMesh mesh, RenderCamera camera, RenderOptions options) {
    this.mesh = mesh;
    this.camera = camera;
    this.mode = options.mode();
    this.screen = camera.project(mesh.geometry().positions());
    this.wireWidth = WIRE_WIDTH * options.samples();
    this.tangents =
        mode == RenderOptions.Mode.TEXTURED && mesh.normalMap() != null
            ? TextureTangents.of(mesh.geometry(), mesh.normals(), mesh.uvs())
            : null;
  }

  float[] screen() {
    return screen;
  }

  /** Adds the linear colour of a triangle at a sample to {@code sum}. */
  void add(int triangle, float x, float y, double[] sum) {
    int[] t = mesh.geometry().triangles();
    int a = t[3 * triangle];
    int b = t[3 * triangle + 1];
    int c = t[3 * triangle + 2];
    if (mode == RenderOptions.Mode.WIREFRAME && onEdge(3 * a, 3 * b, 3 * c, x, y)) {
      addScaled(WIRE, 1, sum);
      return;
    }
    weigh(a, b, c, x, y);
    interpolate(mesh.normals(), a, b, c);
    double[] albedo = CLAY;
    if (mode == RenderOptions.Mode.TEXTURED) {
      double u = at(mesh.uvs(), 2, 0, a, b, c);
      double v = at(mesh.uvs(), 2, 1, a, b, c);
      bend(u, v, a, b, c);
      sample(mesh.baseColor(), u, v);
      for (int k = 0; k < 3; k++) {
        texel[k] = linear(texel[k]);
      }
      albedo = texel;
    }
    addScaled(albedo, light(), sum);
  }

  /** Perspective-correct weights of the three corners. */
  private void weigh(int a, int b, int c, float x, float y) {
    weights[0] = RenderRaster.edge(screen, 3 * b, 3 * c, x, y) * screen[3 * a + 2];
    weights[1] = RenderRaster.edge(screen, 3 * c, 3 * a, x, y) * screen[3 * b + 2];
    weights[2] = RenderRaster.edge(screen, 3 * a, 3 * b, x, y) * screen[3 * c + 2];
    double sum = weights[0] + weights[1] + weights[2];
    for (int k = 0; k < 3; k++) {
      weights[k] = sum > 0 ? weights[k] / sum : 1 / 3.0;
    }
  }

  private double at(float[] values, int stride, int offset, int a, int b, int c) {
    return weights[0] * values[stride * a + offset]
        + weights[1] * values[stride * b + offset]
        + weights[2] * values[stride * c + offset];
  }

  private void interpolate(float[] normals, int a, int b, int c) {
    for (int k = 0; k < 3; k++) {
      normal[k] = at(normals, 3, k, a, b, c);
    }
    normalize(normal);
  }

  /** Tilts the normal as the normal map says. */
  private void bend(double u, double v, int a, int b, int c) {
    RgbaImage map = mesh.normalMap();
    if (tangents == null || map == null) {
      return;
    }
    double tx = at(tangents, 4, 0, a, b, c);
    double ty = at(tangents, 4, 1, a, b, c);
    double tz = at(tangents, 4, 2, a, b, c);
    double hand = tangents[4 * a + 3];
    sample(map, u, v);
    double right = texel[0] / 127.5 - 1;
    double up = (texel[1] / 127.5 - 1) * hand;
    double bx = normal[1] * tz - normal[2] * ty;
    double by = normal[2] * tx - normal[0] * tz;
    double bz = normal[0] * ty - normal[1] * tx;
    normal[0] += right * tx + up * bx;
    normal[1] += right * ty + up * by;
    normal[2] += right * tz + up * bz;
    normalize(normal);
  }

  private double light() {
    double above = .5 + .5 * normal[1];
    camera.turn(normal);
    double key = Math.max(0, (dot(normal, KEY) + .15) / 1.15);
    double fill = Math.max(0, dot(normal, FILL));
    double rim = Math.max(0, dot(normal, RIM));
    return mode == RenderOptions.Mode.TEXTURED
        ? .48 + .16 * above + .42 * key + .08 * fill + .15 * rim
        : .14 + .22 * above + .95 * key + .18 * fill + .35 * rim;
  }

  private boolean onEdge(int a, int b, int c, float x, float y) {
    return distance(a, b, x, y) < wireWidth
        || distance(b, c, x, y) < wireWidth
        || distance(c, a, x, y) < wireWidth;
  }

  private double distance(int from, int to, float x, float y) {
    double length = Math.hypot(screen[to] - screen[from], screen[to + 1] - screen[from + 1]);
    return 2 * RenderRaster.edge(screen, from, to, x, y) / Math.max(length, 1e-6);
  }

  /** Bilinear lookup into {@code texel}, 0..255 a channel. */
  private void sample(RgbaImage image, double u, double v) {
    double x = Math.min(Math.max(u * image.width() - .5, 0), image.width() - 1);
    double y = Math.min(Math.max(v * image.height() - .5, 0), image.height() - 1);
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(left + 1, image.width() - 1);
    int bottom = Math.min(top + 1, image.height() - 1);
    double fx = x - left;
    double fy = y - top;
    int nw = image.pixel(left, top);
    int ne = image.pixel(right, top);
    int sw = image.pixel(left, bottom);
    int se = image.pixel(right, bottom);
    for (int k = 0; k < 3; k++) {
      int shift = 16 - 8 * k;
      double upper = (nw >> shift & 255) * (1 - fx) + (ne >> shift & 255) * fx;
      double lower = (sw >> shift & 255) * (1 - fx) + (se >> shift & 255) * fx;
      texel[k] = upper * (1 - fy) + lower * fy;
    }
  }

  /** Linear light 0..1 of an sRGB value 0..255. */
  static double linear(double srgb) {
    double s = srgb / 255;
    return s <= .04045 ? s / 12.92 : Math.pow((s + .055) / 1.055, 2.4);
  }

  /** sRGB value 0..255 of linear light; what is too bright is cut. */
  static int srgb(double linear) {
    double s = linear <= .0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - .055;
    return (int) (255 * Math.min(1, Math.max(0, s)) + .5);
  }

  private static void addScaled(double[] color, double scale, double[] sum) {
    for (int k = 0; k < 3; k++) {
      sum[k] += scale * color[k];
    }
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static void normalize(double[] v) {
    double length = Math.sqrt(dot(v, v));
    for (int k = 0; k < 3; k++) {
      v[k] = length > 0 ? v[k] / length : k / 2;
    }
  }

  private static double[] unit(double x, double y, double z) {
    double[] v = {x, y, z};
    normalize(v);
    return v;
  }
}
