package io.orfeas.inference.mesh;

import io.orfeas.inference.image.RgbaImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mesh ready for export: geometry with one normal and one texture coordinate per vertex, and its
 * pictures.
 *
 * <p>Vertices on texture seams appear once per chart, so positions repeat there; welding vertices
 * of equal position gives back the closed surface.
 *
 * @param geometry positions and triangles, vertices split along seams
 * @param normals unit normals, x, y, z per vertex
 * @param uvs u, v per vertex in 0..1, origin at the top left of the picture (as in glTF)
 * @param baseColor colour texture, sRGB, opaque
 * @param normalMap tangent-space normals, linear, same chart layout, or null
 */
public record TexturedMesh(
    TriangleMesh geometry,
    float[] normals,
    float[] uvs,
    RgbaImage baseColor,
    @Nullable RgbaImage normalMap) {

  public TexturedMesh {
    Objects.requireNonNull(baseColor, "baseColor");
    int n = geometry.vertexCount();
    if (normals.length != 3 * n || uvs.length != 2 * n) {
      throw new IllegalArgumentException(
          "attributes: %d normal and %d uv values (expected: %d and %d)"
              .formatted(normals.length, uvs.length, 3 * n, 2 * n));
    }
  }
}
