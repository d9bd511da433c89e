package io.orfeas.inference.texture;

import org.jspecify.annotations.Nullable;

/**
 * Makes the pictures of a texture: the part of texturing that a device may take over. Every
 * implementation gives the same pictures, bit by bit.
 */
@FunctionalInterface
public interface AtlasKernel {
  /** On the processor. */
  AtlasKernel CPU = TextureAtlas::pictures;

  /**
   * Fills the front, imagines the back, and packs both.
   *
   * @param normalMap whether fine relief is wanted too
   */
  Pictures pictures(TextureChart chart, boolean normalMap);

  /**
   * Pictures of an atlas, {@code 0xFFRRGGBB} a texel.
   *
   * @param baseColor colours, {@code atlasWidth * atlasHeight} texels
   * @param normalMap tangent-space normals at half the width and height, or null
   */
  record Pictures(int[] baseColor, int @Nullable [] normalMap) {}
}
