package io.orfeas.inference.field;

/**
 * Inflation by one quarter circle: over each connected region the surface rises from the outline
 * like a circle whose radius is the region's deepest point. Exact for spheres and capsules, smooth
 * everywhere, too tall on thin limbs.
 *
 * <p>{@code h²(x) = R² - (R - d(x))² = d (2 R - d)}; linear cost.
 */
final class CircularProfile {
  private CircularProfile() {}

  /** Squared half-thickness in squared pixels, 0 outside. */
  static float[] squaredHeight(float[] distance, Regions regions) {
    float[] radius = regions.maxima(distance);
    float[] height = new float[distance.length];
    for (int i = 0; i < height.length; i++) {
      int region = regions.label()[i];
      if (region >= 0) {
        height[i] = distance[i] * (2 * radius[region] - distance[i]);
      }
    }
    return height;
  }
}
