package io.orfeas.inference.texture;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Objects;

/**
 * Puts the picture onto the mesh.
 *
 * <p>The atlas has two charts. The front chart is the picture itself, projected along z, texel for
 * pixel where the size allows. The back chart is what the rim suggests ({@link TextureBack}).
 * Triangles take the chart they face, vertices are doubled along the seam only, and the rim shows
 * colours from a few pixels inside the outline, so that neither background nor smear gets onto the
 * sides.
 */
public final class AtlasTexturer {
  private AtlasTexturer() {}

  /**
   * Textures a mesh that stays in the frame of the picture.
   *
   * @param mesh closed and welded, in the frame of the cutout (see {@link Cutout}), with at least
   *     one triangle and finite positions
   * @param normals one unit normal per vertex, x, y, z
   * @param cutout the picture
   * @param options size and extras
   */
  public static TexturedMesh texture(
      TriangleMesh mesh, float[] normals, Cutout cutout, TextureOptions options) {
    return texture(mesh, mesh, normals, cutout, options);
  }

  /**
   * Textures a mesh that was moved out of the frame of the picture, as by undoing perspective.
   *
   * @param seen the mesh in the frame of the cutout: says where each vertex is in the picture, and
   *     which side each triangle shows to the camera
   * @param placed the same triangles with the positions that the result has
   * @param normals the normals that the result has
   */
  public static TexturedMesh texture(
      TriangleMesh seen,
      TriangleMesh placed,
      float[] normals,
      Cutout cutout,
      TextureOptions options) {
    requireTexturable(seen);
    return texture(seen, placed, normals, paint(seen, cutout, options));
  }

  /**
   * Paints the textures of a mesh, which may be done before the mesh itself is simplified.
   *
   * @param outline the mesh in the frame of the cutout, or a finer or coarser one of the same shape
   */
  public static Painting paint(TriangleMesh outline, Cutout cutout, TextureOptions options) {
    return paint(outline, cutout, options, AtlasKernel.CPU);
  }

  /**
   * The same, with the pictures made by a kernel.
   *
   * @param outline the mesh in the frame of the cutout, or a finer or coarser one of the same shape
   */
  public static Painting paint(
      TriangleMesh outline, Cutout cutout, TextureOptions options, AtlasKernel kernel) {
    Objects.requireNonNull(cutout, "cutout");
    requireFinite(outline);
    TextureLayout layout =
        TextureLayout.of(outline.positions(), cutout.side(), options.maxChartSide());
    TextureChart chart =
        new TextureChart(
            TextureSampler.sample(cutout, layout),
            layout.cellWidth(),
            layout.cellHeight(),
            layout.stacked());
    return Painting.of(layout, chart, kernel.pictures(chart, options.normalMap()));
  }

  /**
   * Puts a painting onto a mesh that was moved out of the frame of the picture.
   *
   * @param seen the mesh in the frame of the cutout: says where each vertex is in the picture, and
   *     which side each triangle shows to the camera
   * @param placed the same triangles with the positions that the result has
   * @param normals the normals that the result has
   * @param painting made for this shape
   */
  public static TexturedMesh texture(
      TriangleMesh seen, TriangleMesh placed, float[] normals, Painting painting) {
    requireTexturable(seen);
    requireLength("placed", placed.positions().length, seen.positions().length);
    requireLength("normals", normals.length, seen.positions().length);
    TextureSeams seams = TextureSeams.split(seen);
    return new TexturedMesh(
        new TriangleMesh(seams.gather(placed.positions()), seams.triangles()),
        seams.gather(normals),
        uvs(seams.gather(seen.positions()), seams, painting.layout()),
        painting.baseColor(),
        painting.normalMap());
  }

  private static float[] uvs(float[] positions, TextureSeams seams, TextureLayout layout) {
    float[] uvs = new float[2 * seams.vertexCount()];
    for (int i = 0; i < seams.vertexCount(); i++) {
      uvs[2 * i] = layout.u(positions[3 * i], seams.front(i));
      uvs[2 * i + 1] = layout.v(positions[3 * i + 1], seams.front(i));
    }
    return uvs;
  }

  private static void requireTexturable(TriangleMesh mesh) {
    if (mesh.triangleCount() == 0) {
      throw new IllegalArgumentException("triangles: 0 (expected: >= 1)");
    }
    requireFinite(mesh);
  }

  private static void requireFinite(TriangleMesh mesh) {
    for (float value : mesh.positions()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("position: " + value + " (expected: finite)");
      }
    }
  }

  private static void requireLength(String what, int values, int expected) {
    if (values != expected) {
      throw new IllegalArgumentException(
          "%s: %d values (expected: %d)".formatted(what, values, expected));
    }
  }
}
