package io.orfeas.inference.texture;

import io.orfeas.inference.image.RgbaImage;
import org.jspecify.annotations.Nullable;

/** The pictures of a texture, and how meshes of one shape lie on them. Immutable. */
public final class Painting {
  private final TextureLayout layout;
  private final RgbaImage baseColor;
  private final @Nullable RgbaImage normalMap;

  private Painting(TextureLayout layout, RgbaImage baseColor, @Nullable RgbaImage normalMap) {
    this.layout = layout;
    this.baseColor = baseColor;
    this.normalMap = normalMap;
  }

  static Painting of(TextureLayout layout, TextureChart chart, AtlasKernel.Pictures pictures) {
    int width = chart.atlasWidth();
    int height = chart.atlasHeight();
    int[] normals = pictures.normalMap();
    return new Painting(
        layout,
        new RgbaImage(width, height, pictures.baseColor()),
        normals == null ? null : new RgbaImage(width / 2, height / 2, normals));
  }

  TextureLayout layout() {
    return layout;
  }

  /** Colour texture, sRGB, opaque. */
  public RgbaImage baseColor() {
    return baseColor;
  }

  /** Tangent-space normals, linear, in the same layout; null where none were asked for. */
  public @Nullable RgbaImage normalMap() {
    return normalMap;
  }
}
