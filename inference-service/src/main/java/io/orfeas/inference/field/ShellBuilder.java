package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;

/** Makes shells of what is known inside an outline: the rim is where estimators agree. */
final class ShellBuilder {
  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 1024;

  private ShellBuilder() {}

  /** Refuses sides that no shell has. */
  static void checkSide(int side) {
    if (side < MIN_SIDE || side > MAX_SIDE) {
      throw new IllegalArgumentException(
          "side: %d (expected: %d..%d)".formatted(side, MIN_SIDE, MAX_SIDE));
    }
  }

  /**
   * A shell.
   *
   * @param distance signed distance to the outline in pixels, positive inside
   * @param squaredHeight of the half-thickness, in squared pixels; read inside the outline
   * @param mid middle between front and back, in pixels
   */
  static DepthShell of(float[] distance, float[] squaredHeight, float[] mid, int side) {
    float pixel = (float) (1 / (side * Cutout.FILL));
    float[] outline = new float[distance.length];
    float[] front = new float[distance.length];
    float[] back = new float[distance.length];
    for (int i = 0; i < outline.length; i++) {
      float square =
          distance[i] > 0
              ? Math.max(0, squaredHeight[i])
              : beyondRim(squaredHeight, distance, i, side);
      float half = (float) Math.copySign(Math.sqrt(Math.abs(square)), square);
      outline[i] = distance[i] * pixel;
      front[i] = (mid[i] + half) * pixel;
      back[i] = (mid[i] - half) * pixel;
    }
    return new DepthShell(side, outline, front, back);
  }

  /** Squared height beside the outline, continued in a straight line to negative values. */
  private static float beyondRim(float[] squaredHeight, float[] distance, int i, int side) {
    float sum = 0;
    int count = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int x = i % side + dx;
        int j = i + dy * side + dx;
        if (x >= 0 && x < side && j >= 0 && j < distance.length && distance[j] > 0) {
          sum += Math.max(0, squaredHeight[j]) / distance[j];
          count++;
        }
      }
    }
    return count == 0 ? 0 : distance[i] * sum / count;
  }
}
