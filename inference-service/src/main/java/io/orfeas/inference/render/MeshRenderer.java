package io.orfeas.inference.render;

import io.orfeas.inference.format.ExportChecks;
import io.orfeas.inference.format.ExportPlacement;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.TexturedMesh;

/**
 * Draws pictures of meshes without a GPU.
 *
 * <p>Works on bands of rows, so memory stays small whatever the size. Deterministic.
 */
public final class MeshRenderer {
  private static final int BAND_ROWS = 64;

  private final RenderOptions options;
  private final RenderCamera camera;
  private final RenderShader shader;
  private final RenderShadow shadow;
  private final double floor;

  private MeshRenderer(TexturedMesh mesh, RenderOptions options) {
    float[] positions = mesh.geometry().positions();
    this.options = options;
    this.camera = RenderCamera.of(positions, options, options.samples());
    this.shader = new RenderShader(mesh, camera, options);
    this.shadow = RenderShadow.of(mesh.geometry());
    this.floor = ExportPlacement.boundingBox(positions)[1];
  }

  /**
   * Draws a mesh; seen from above, it throws a soft shadow on whatever background there is.
   *
   * @throws IllegalArgumentException for a mesh without triangles, with indices out of range, with
   *     values that are not finite, or with normals that are not of unit length
   */
  public static RgbaImage render(TexturedMesh mesh, RenderOptions options) {
    ExportChecks.requireWritable(mesh.geometry(), mesh.normals(), mesh.uvs());
    return new MeshRenderer(mesh, options).render(mesh.geometry().triangles());
  }

  private RgbaImage render(int[] triangles) {
    int samples = options.samples();
    RenderRaster raster = new RenderRaster(options.width() * samples, BAND_ROWS * samples);
    int[] pixels = new int[options.width() * options.height()];
    for (int top = 0; top < options.height(); top += BAND_ROWS) {
      int[] seen = raster.draw(shader.screen(), triangles, top * samples);
      int bottom = Math.min(options.height(), top + BAND_ROWS);
      for (int y = top; y < bottom; y++) {
        for (int x = 0; x < options.width(); x++) {
          pixels[y * options.width() + x] = resolve(seen, x, y, top);
        }
      }
    }
    return new RgbaImage(options.width(), options.height(), pixels);
  }

  /** The mean of a pixel's samples over the background. */
  private int resolve(int[] seen, int x, int y, int top) {
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
    if (covered == n * n) {
      return over(sum, 1, n * n, 0);
    }
    int behind = background(x, y);
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

  private int background(int x, int y) {
    double t = (y + .5) / options.height();
    int n = options.samples();
    double[] place = camera.floor((x + .5) * n, (y + .5) * n, floor);
    double lit = 1 - shadow.at(place[0], place[1]);
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int top = options.backgroundTop() >>> shift & 255;
      int bottom = options.backgroundBottom() >>> shift & 255;
      double value = top + t * (bottom - top);
      out |= (int) (value * (shift < 24 ? lit : 1) + .5) << shift;
    }
    return out;
  }
}
