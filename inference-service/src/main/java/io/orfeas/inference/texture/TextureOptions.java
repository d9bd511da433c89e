package io.orfeas.inference.texture;

/**
 * How much texture a mesh gets.
 *
 * @param maxChartSide most texels per row and column of one chart (front or back), a power of two
 *     in 64..2048; a smaller picture gets smaller charts, for nothing is ever enlarged
 * @param normalMap whether fine relief is guessed from the brightness of the picture
 */
public record TextureOptions(int maxChartSide, boolean normalMap) {
  /** Smallest {@code maxChartSide}. */
  public static final int MIN_SIDE = 64;

  /** Largest {@code maxChartSide}. */
  public static final int MAX_SIDE = 2048;

  public TextureOptions {
    if (maxChartSide < MIN_SIDE || maxChartSide > MAX_SIDE || Integer.bitCount(maxChartSide) != 1) {
      throw new IllegalArgumentException(
          "maxChartSide: %d (expected: a power of two in %d..%d)"
              .formatted(maxChartSide, MIN_SIDE, MAX_SIDE));
    }
  }

  /** Colour only. */
  public static TextureOptions colorOnly(int maxChartSide) {
    return new TextureOptions(maxChartSide, false);
  }

  /** Colour and a normal map. */
  public static TextureOptions withNormalMap(int maxChartSide) {
    return new TextureOptions(maxChartSide, true);
  }
}
