package io.orfeas.inference.mesh;

/**
 * The box around points. With a coordinate that is not a number its axis has none either; without
 * points it is inside out, from infinity to minus infinity.
 */
record BoundingBox(
    float leastX, float leastY, float leastZ, float mostX, float mostY, float mostZ) {

  /**
   * The box.
   *
   * @param positions x, y, z per point
   */
  static BoundingBox of(float[] positions) {
    float leastX = Float.POSITIVE_INFINITY;
    float leastY = Float.POSITIVE_INFINITY;
    float leastZ = Float.POSITIVE_INFINITY;
    float mostX = Float.NEGATIVE_INFINITY;
    float mostY = Float.NEGATIVE_INFINITY;
    float mostZ = Float.NEGATIVE_INFINITY;
    for (int i = 0; i + 2 < positions.length; i += 3) {
      leastX = Math.min(leastX, positions[i]);
      mostX = Math.max(mostX, positions[i]);
      leastY = Math.min(leastY, positions[i + 1]);
      mostY = Math.max(mostY, positions[i + 1]);
      leastZ = Math.min(leastZ, positions[i + 2]);
      mostZ = Math.max(mostZ, positions[i + 2]);
    }
    return new BoundingBox(leastX, leastY, leastZ, mostX, mostY, mostZ);
  }

  double middleX() {
    return ((double) leastX + mostX) / 2;
  }

  double middleY() {
    return ((double) leastY + mostY) / 2;
  }

  double middleZ() {
    return ((double) leastZ + mostZ) / 2;
  }

  double longestSide() {
    return Math.max(
        (double) mostX - leastX, Math.max((double) mostY - leastY, (double) mostZ - leastZ));
  }

  boolean isFinite() {
    return Double.isFinite(
        (double) mostX - leastX + ((double) mostY - leastY) + ((double) mostZ - leastZ));
  }
}
