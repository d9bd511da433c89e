package io.orfeas.inference.format;

import io.orfeas.inference.image.RgbaImage;
import org.jspecify.annotations.Nullable;

/** The textures of a mesh as they lie in its file. */
public final class EncodedTextures {
  private final TextureFile baseColor;
  private final @Nullable TextureFile normalMap;

  private EncodedTextures(TextureFile baseColor, @Nullable TextureFile normalMap) {
    this.baseColor = baseColor;
    this.normalMap = normalMap;
  }

  /**
   * Encodes textures, which takes longer than writing the rest of a file.
   *
   * @param baseColor colours
   * @param normalMap normals, or null
   */
  public static EncodedTextures of(RgbaImage baseColor, @Nullable RgbaImage normalMap) {
    return new EncodedTextures(
        TextureCodec.encodeColor(baseColor),
        normalMap == null ? null : TextureCodec.encodeExact(normalMap));
  }

  /**
   * Encodes the colours of a stage that another follows, as soon as can be.
   *
   * @param baseColor colours
   */
  public static EncodedTextures early(RgbaImage baseColor) {
    return new EncodedTextures(TextureCodec.encodeSoon(baseColor), null);
  }

  TextureFile baseColor() {
    return baseColor;
  }

  @Nullable TextureFile normalMap() {
    return normalMap;
  }
}
