package io.orfeas.inference.format;

/** Moves and scales positions so that the object has the size and origin an export asks for. */
public final class ExportPlacement {
  /** What is lower than this share of its longest side has no height to scale by. */
  private static final double FLAT = 1e-6;

  private final double scale;
  private final double[] origin;

  private ExportPlacement(double scale, double[] origin) {
    this.scale = scale;
    this.origin = origin;
  }

  /**
   * The placement of a mesh.
   *
   * @param positions finite coordinates, at least one vertex
   * @param longestSide size of the longest side where the options name no height
   * @param unitsPerMeter units of the file in a metre
   */
  public static ExportPlacement of(
      float[] positions, ExportOptions options, double longestSide, double unitsPerMeter) {
    float[] box = boundingBox(positions);
    double[] size = {(double) box[3] - box[0], (double) box[4] - box[1], (double) box[5] - box[2]};
    boolean bottom = options.originAt() == ExportOptions.OriginAt.BOTTOM;
    double[] origin = {
      box[0] + size[0] / 2, bottom ? box[1] : box[1] + size[1] / 2, box[2] + size[2] / 2
    };
    return new ExportPlacement(scale(size, options, longestSide, unitsPerMeter), origin);
  }

  private static double scale(
      double[] size, ExportOptions options, double longestSide, double unitsPerMeter) {
    double longest = Math.max(size[0], Math.max(size[1], size[2]));
    if (longest == 0) {
      return 1;
    }
    if (options.heightMeters() == null || size[1] < longest * FLAT) {
      return longestSide / longest;
    }
    return unitsPerMeter * options.heightMeters() / size[1];
  }

  /** All coordinates, placed. */
  float[] apply(float[] positions) {
    float[] placed = new float[positions.length];
    for (int i = 0; i < positions.length; i++) {
      placed[i] = (float) ((positions[i] - origin[i % 3]) * scale);
    }
    return placed;
  }

  /** Least x, y, z, then greatest x, y, z. */
  public static float[] boundingBox(float[] positions) {
    float[] box = {
      positions[0], positions[1], positions[2], positions[0], positions[1], positions[2]
    };
    for (int i = 0; i < positions.length; i++) {
      int axis = i % 3;
      box[axis] = Math.min(box[axis], positions[i]);
      box[axis + 3] = Math.max(box[axis + 3], positions[i]);
    }
    return box;
  }
}
