package io.orfeas.inference.texture;

/**
 * The front of a texture as the picture shows it, not filled yet.
 *
 * @param texels red, green, blue in 0..255 and coverage in 0..1, {@code 4 * width * height}; {@link
 *     AtlasKernel#CPU} works in them, so they serve once
 * @param width texels per row, a power of two, 2 or more
 * @param height rows, a power of two, 2 or more
 * @param stacked whether the back lies below the front in the atlas rather than to its right
 */
public record TextureChart(float[] texels, int width, int height, boolean stacked) {
  public TextureChart {
    if (Integer.bitCount(width) != 1
        || Integer.bitCount(height) != 1
        || Math.min(width, height) < 2
        || texels.length != 4 * width * height) {
      throw new IllegalArgumentException(
          "texels: %d for %d x %d (expected: 4 each, sides powers of two, 2 or more)"
              .formatted(texels.length, width, height));
    }
  }

  /** Texels per row of the atlas. */
  public int atlasWidth() {
    return stacked ? width : 2 * width;
  }

  /** Rows of the atlas. */
  public int atlasHeight() {
    return stacked ? 2 * height : height;
  }
}
