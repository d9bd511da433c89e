package io.orfeas.inference.mesh;

import io.orfeas.inference.image.RgbaImage;

/**
 * Draws pictures of meshes without a GPU.
 *
 * <p>Works on bands of rows, so memory stays small whatever the size. Deterministic.
 */
public final class MeshRenderer {
  private static final int BAND_ROWS = 64;

  private MeshRenderer() {}

  /**
   * Draws a mesh.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static RgbaImage render(TexturedMesh mesh, RenderOptions options) {
    ExportChecks.requireWritable(mesh.geometry(), mesh.normals(), mesh.uvs());
    int samples = options.samples();
    RenderCamera camera = RenderCamera.of(mesh.geometry().positions(), options, samples);
    RenderShader shader = new RenderShader(mesh, camera, options);
    RenderRaster raster = new RenderRaster(options.width() * samples, BAND_ROWS * samples);
    int[] pixels = new int[options.width() * options.height()];
    for (int top = 0; top < options.height(); top += BAND_ROWS) {
      int[] seen = raster.draw(shader.screen(), mesh.geometry().triangles(), top * samples);
      int bottom = Math.min(options.height(), top + BAND_ROWS);
      for (int y = top; y < bottom; y++) {
        int behind = background(options, y);
        for (int x = 0; x < options.width(); x++) {
          pixels[y * options.width() + x] = resolve(shader, seen, options, x, y, top, behind);
        }
      }
    }
    return new RgbaImage(options.width(), options.height(), pixels);
  }

  /** The mean of a pixel's samples over the background. */
  private static int resolve(
      RenderShader shader, int[] seen, RenderOptions options, int x, int y, int top, int behind) {
    int n = options.samples();
    int stride = options.width() * n;
    double[] sum = new double[3];
    int covered = 0;
    for (int sy = y * n; sy < (y + 1) * n; sy++) {
      for (int sx = x * n; sx < (x + 1) * n; sx++) {
        int triangle = seen[(sy - top * n) * stride + sx];
        if (triangle >= 0) {
          shader.add(triangle, sx + .5f, sy + .5f, sum);
          covered++;
        }
      }
    }
    return covered == 0 ? behind : over(sum, (double) covered / (n * n), n * n, behind);
  }

  /** Composes the object over the background, with straight alpha. */
  private static int over(double[] sum, double coverage, int samples, int behind) {
    double share = (1 - coverage) * (behind >>> 24) / 255;
    double alpha = coverage + share;
    int out = (int) (255 * alpha + .5) << 24;
    for (int k = 0; k < 3; k++) {
      int shift = 16 - 8 * k;
      double light = sum[k] / samples + share * RenderShader.linear(behind >> shift & 255);
      out |= RenderShader.srgb(light / alpha) << shift;
    }
    return out;
  }

  private static int background(RenderOptions options, int y) {
    double t = (y + .5) / options.height();
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int top = options.backgroundTop() >>> shift & 255;
      int bottom = options.backgroundBottom() >>> shift & 255;
      out |= (int) (top + t * (bottom - top) + .5) << shift;
    }
    return out;
  }
}
