package io.orfeas.inference.field;

/**
 * Inflation by the union of all balls that fit behind the outline: every inside pixel {@code p} at
 * distance {@code d(p)} from the outline carries a ball of that radius, and the surface is their
 * union. Exact for spheres and for round tubes of any course.
 *
 * <p>{@code h²(x) = max over p of (d²(p) - |x - p|²)} is a distance transform of {@code -d²}, so it
 * costs two linear passes ({@link DistanceTransform}).
 *
 * @param squaredHeight squared half-thickness in squared pixels; 0 outside, at least {@code
 *     distance²} inside
 * @param centre index of the pixel whose ball is highest over each inside pixel, -1 outside
 */
record MedialBalls(float[] squaredHeight, int[] centre) {

  /**
   * Inflates an outline.
   *
   * @param distance signed distance to the outline in pixels, {@code side²}, positive inside
   */
  static MedialBalls of(float[] distance, int side) {
    float[] cost = new float[distance.length];
    for (int i = 0; i < cost.length; i++) {
      cost[i] = distance[i] > 0 ? -distance[i] * distance[i] : Float.POSITIVE_INFINITY;
    }
    int[] centre = DistanceTransform.nearest(cost, side);
    float[] height = new float[distance.length];
    for (int i = 0; i < height.length; i++) {
      if (!(distance[i] > 0)) {
        centre[i] = -1;
        continue;
      }
      int p = centre[i];
      float dx = i % side - p % side;
      float dy = i / side - p / side;
      height[i] = Math.max(-cost[p] - dx * dx - dy * dy, distance[i] * distance[i]);
    }
    return new MedialBalls(height, centre);
  }
}
