package io.orfeas.inference.pipeline;

import io.orfeas.inference.format.EncodedTextures;
import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.mesh.TriangleMesh;
import io.orfeas.inference.texture.AtlasKernel;
import io.orfeas.inference.texture.AtlasTexturer;
import io.orfeas.inference.texture.Painting;
import io.orfeas.inference.texture.TextureOptions;

/**
 * The colours of a shape, painted and encoded.
 *
 * @param painting how shapes lie on the textures
 * @param encoded the textures as they go into files
 */
record Colors(Painting painting, EncodedTextures encoded) {

  /**
   * Paints. Colours without a normal map are those of a stage that another follows.
   *
   * @param outline the shape, or a finer or coarser one of the same object
   */
  static Colors of(
      TriangleMesh outline, Cutout cutout, TextureOptions options, AtlasKernel kernel) {
    Painting painting = AtlasTexturer.paint(outline, cutout, options, kernel);
    EncodedTextures encoded =
        painting.normalMap() == null
            ? EncodedTextures.early(painting.baseColor())
            : EncodedTextures.of(painting.baseColor(), painting.normalMap());
    return new Colors(painting, encoded);
  }
}
