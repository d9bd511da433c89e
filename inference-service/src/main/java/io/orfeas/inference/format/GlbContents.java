package io.orfeas.inference.format;

import io.orfeas.inference.mesh.TexturedMesh;
import io.orfeas.inference.mesh.TriangleMesh;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mesh on its way into or out of a file, its textures encoded.
 *
 * @param geometry placed as in the file
 * @param normals x, y, z per vertex
 * @param uvs u, v per vertex
 * @param baseColor colour texture
 * @param normalMap normal texture, or null
 * @param options the placement the geometry has
 * @param generation how the mesh came about, names to texts, numbers and truth values; may be empty
 */
record GlbContents(
    TriangleMesh geometry,
    float[] normals,
    float[] uvs,
    TextureFile baseColor,
    @Nullable TextureFile normalMap,
    ExportOptions options,
    Map<String, Object> generation) {

  /**
   * The mesh with its textures decoded.
   *
   * @throws GlbFormatException when a texture is damaged or too large
   */
  TexturedMesh toMesh() {
    try {
      return new TexturedMesh(
          geometry,
          normals,
          uvs,
          TextureCodec.decode(baseColor),
          normalMap == null ? null : TextureCodec.decode(normalMap));
    } catch (IllegalArgumentException e) {
      throw new GlbFormatException(String.valueOf(e.getMessage()), e);
    }
  }
}
