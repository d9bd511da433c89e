package io.orfeas.inference.format;

/** Moves, scales and turns vertices so that the object lies in a file as an export asks. */
public final class ExportPlacement {
  /** What is lower than this share of its longest side has no height to scale by. */
  private static final double FLAT = 1e-6;

  private final double scale;
  private final double[] origin;
  private final UpAxis upAxis;

  private ExportPlacement(double scale, double[] origin, UpAxis upAxis) {
    this.scale = scale;
    this.origin = origin;
    this.upAxis = upAxis;
  }

  /**
   * The placement of a mesh.
   *
   * @param positions finite coordinates, at least one vertex
   */
  public static ExportPlacement of(float[] positions, Export export) {
    float[] box = boundingBox(positions);
    double[] size = {(double) box[3] - box[0], (double) box[4] - box[1], (double) box[5] - box[2]};
    boolean base = export.options().originAt() == ExportOptions.OriginAt.BASE;
    double[] origin = {
      box[0] + size[0] / 2, base ? box[1] : box[1] + size[1] / 2, box[2] + size[2] / 2
    };
    return new ExportPlacement(scale(size, export), origin, export.upAxis());
  }

  private static double scale(double[] size, Export export) {
    double longest = Math.max(size[0], Math.max(size[1], size[2]));
    if (longest == 0) {
      return 1;
    }
    double unitsPerMeter = export.units().perMeter();
    Double height = export.options().heightMeters();
    if (height == null || size[1] < longest * FLAT) {
      return unitsPerMeter * export.format().longestSideMeters() / longest;
    }
    return unitsPerMeter * height / size[1];
  }

  /** All coordinates, placed. */
  float[] positions(float[] positions) {
    float[] placed = new float[positions.length];
    for (int i = 0; i < positions.length; i++) {
      placed[i] = (float) ((positions[i] - origin[i % 3]) * scale);
    }
    upAxis.turn(placed);
    return placed;
  }

  /** All directions, turned. */
  float[] directions(float[] directions) {
    float[] turned = directions.clone();
    upAxis.turn(turned);
    return turned;
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
