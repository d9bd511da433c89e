package io.orfeas.inference.render;

import io.orfeas.inference.format.ExportPlacement;

/**
 * A perspective camera that looks at the middle of an object and holds all of it, from every side
 * at the same distance, so that views in a row have one scale.
 *
 * <p>Layout: view space has x to the right, y up, z toward the camera; projected vertices are
 * screen x, screen y (pixels, downwards) and 1 / distance.
 */
final class RenderCamera {
  private static final double HALF_FOV = Math.toRadians(14);
  private static final double MARGIN = .92;

  private final double[] axes;
  private final double[] target;
  private final double distance;
  private final double focal;
  private final double width;
  private final double height;

  private RenderCamera(
      double[] axes, double[] target, double distance, double width, double height) {
    this.axes = axes;
    this.target = target;
    this.distance = distance;
    this.focal = Math.min(width, height) / 2 / Math.tan(HALF_FOV);
    this.width = width;
    this.height = height;
  }

  /** The camera for a mesh of at least one vertex; {@code scale} multiplies the picture's sides. */
  static RenderCamera of(float[] positions, RenderOptions options, int scale) {
    double yaw = Math.toRadians(options.yawDegrees());
    double pitch = Math.toRadians(options.pitchDegrees());
    double[] axes = {
      Math.cos(yaw),
      0,
      -Math.sin(yaw),
      -Math.sin(pitch) * Math.sin(yaw),
      Math.cos(pitch),
      -Math.sin(pitch) * Math.cos(yaw),
      Math.cos(pitch) * Math.sin(yaw),
      Math.sin(pitch),
      Math.cos(pitch) * Math.cos(yaw)
    };
    float[] box = ExportPlacement.boundingBox(positions);
    double[] target = new double[3];
    for (int k = 0; k < 3; k++) {
      target[k] = ((double) box[k] + box[k + 3]) / 2;
    }
    double width = (double) options.width() * scale;
    double height = (double) options.height() * scale;
    double distance = distance(positions, target, pitch, width, height);
    return new RenderCamera(axes, target, distance, width, height);
  }

  /** The least distance at which every vertex stays in the picture whatever the yaw. */
  private static double distance(
      float[] positions, double[] target, double pitch, double width, double height) {
    double tan = MARGIN * Math.tan(HALF_FOV) / Math.min(width, height);
    double sin = Math.abs(Math.sin(pitch));
    double cos = Math.cos(pitch);
    double distance = 1e-3;
    for (int i = 0; i < positions.length; i += 3) {
      double radius = Math.hypot(positions[i] - target[0], positions[i + 2] - target[2]);
      double rise = Math.abs(positions[i + 1] - target[1]);
      double across = radius / (tan * width);
      double along = (rise * cos + radius * sin) / (tan * height);
      // The vertex is nearest to the camera and farthest to the side in different yaws.
      double sideways = Math.hypot(radius * cos, across) + rise * sin;
      distance = Math.max(distance, Math.max(sideways, radius * cos + rise * sin + along));
    }
    return distance;
  }

  /** Projects all vertices: screen x, screen y, 1 / distance each. */
  float[] project(float[] positions) {
    float[] screen = new float[positions.length];
    for (int i = 0; i < positions.length; i += 3) {
      double dx = positions[i] - target[0];
      double dy = positions[i + 1] - target[1];
      double dz = positions[i + 2] - target[2];
      double inverse = 1 / (distance - dot(2, dx, dy, dz));
      screen[i] = (float) (width / 2 + focal * dot(0, dx, dy, dz) * inverse);
      screen[i + 1] = (float) (height / 2 - focal * dot(1, dx, dy, dz) * inverse);
      screen[i + 2] = (float) inverse;
    }
    return screen;
  }

  /**
   * Where the ray through a place on the screen meets the plane {@code y = floor}: x and z, or
   * infinities where it does not.
   */
  double[] floor(double screenX, double screenY, double floor) {
    double right = (screenX - width / 2) / focal;
    double up = (height / 2 - screenY) / focal;
    double[] ray = new double[3];
    for (int k = 0; k < 3; k++) {
      ray[k] = right * axes[k] + up * axes[3 + k] - axes[6 + k];
    }
    double drop = target[1] + distance * axes[7] - floor;
    double t = drop > 0 && ray[1] < 0 ? -drop / ray[1] : Double.POSITIVE_INFINITY;
    return new double[] {
      target[0] + distance * axes[6] + t * ray[0], target[2] + distance * axes[8] + t * ray[2]
    };
  }

  /** Turns a direction of the object into view space, in place. */
  void turn(double[] direction) {
    double x = dot(0, direction[0], direction[1], direction[2]);
    double y = dot(1, direction[0], direction[1], direction[2]);
    double z = dot(2, direction[0], direction[1], direction[2]);
    direction[0] = x;
    direction[1] = y;
    direction[2] = z;
  }

  private double dot(int axis, double x, double y, double z) {
    return axes[3 * axis] * x + axes[3 * axis + 1] * y + axes[3 * axis + 2] * z;
  }
}
