package io.orfeas.launcher.samples;

import java.util.function.DoubleUnaryOperator;

/**
 * A solid, as the signed distance to its surface: negative inside, positive outside, never more
 * than the true distance, so that a ray may safely step that far.
 *
 * <p>Source of the formulas: Hart, "Sphere Tracing", The Visual Computer 12, 1996; smooth unions
 * after the polynomial blend in Quilez, "Smooth minimum".
 */
@FunctionalInterface
interface Shape {
  /** Signed distance of a point. */
  double at(double x, double y, double z);

  static Shape sphere(double radius) {
    return (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - radius;
  }

  /** An ellipsoid; the distance is a lower bound good enough to step by. */
  static Shape ellipsoid(double rx, double ry, double rz) {
    double least = Math.min(rx, Math.min(ry, rz));
    return (x, y, z) -> {
      double k0 = length(x / rx, y / ry, z / rz);
      double k1 = length(x / (rx * rx), y / (ry * ry), z / (rz * rz));
      return k1 == 0 ? -least : k0 * (k0 - 1) / k1;
    };
  }

  /** A box of half sides, its edges rounded within them. */
  static Shape box(double hx, double hy, double hz, double round) {
    return (x, y, z) -> {
      double dx = Math.abs(x) - hx + round;
      double dy = Math.abs(y) - hy + round;
      double dz = Math.abs(z) - hz + round;
      double outside = length(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0));
      return outside + Math.min(Math.max(dx, Math.max(dy, dz)), 0) - round;
    };
  }

  /** An upright cylinder of half height, its edges rounded within it. */
  static Shape cylinder(double radius, double half, double round) {
    return (x, y, z) -> {
      double dr = Math.hypot(x, z) - radius + round;
      double dy = Math.abs(y) - half + round;
      double outside = Math.hypot(Math.max(dr, 0), Math.max(dy, 0));
      return outside + Math.min(Math.max(dr, dy), 0) - round;
    };
  }

  /** A rod with round ends from one point to another, its radius running from one to the other. */
  static Shape rod(
      double ax, double ay, double az, double ra, double bx, double by, double bz, double rb) {
    double ux = bx - ax;
    double uy = by - ay;
    double uz = bz - az;
    double square = ux * ux + uy * uy + uz * uz;
    double slope = Math.sqrt(1 - Math.min(.9, (ra - rb) * (ra - rb) / square));
    return (x, y, z) -> {
      double t = ((x - ax) * ux + (y - ay) * uy + (z - az) * uz) / square;
      double s = Math.min(1, Math.max(0, t));
      double d = length(x - ax - s * ux, y - ay - s * uy, z - az - s * uz);
      return (d - ra - s * (rb - ra)) * slope;
    };
  }

  /** A ring around the y axis. */
  static Shape torus(double ring, double tube) {
    return (x, y, z) -> Math.hypot(Math.hypot(x, z) - ring, y) - tube;
  }

  /**
   * A solid of revolution around the y axis.
   *
   * @param radius radius at a height; its slope stays below {@code steepest}
   */
  static Shape lathe(double bottom, double top, double steepest, DoubleUnaryOperator radius) {
    double safe = 1 / Math.sqrt(1 + steepest * steepest);
    return (x, y, z) -> {
      double level = Math.min(top, Math.max(bottom, y));
      double side = (Math.hypot(x, z) - radius.applyAsDouble(level)) * safe;
      double cap = Math.max(bottom - y, y - top);
      return cap > 0 && side > 0 ? Math.hypot(side, cap) : Math.max(side, cap);
    };
  }

  default Shape move(double dx, double dy, double dz) {
    return (x, y, z) -> at(x - dx, y - dy, z - dz);
  }

  default Shape turnX(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return (x, y, z) -> at(x, c * y + s * z, c * z - s * y);
  }

  default Shape turnY(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return (x, y, z) -> at(c * x - s * z, y, s * x + c * z);
  }

  default Shape turnZ(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return (x, y, z) -> at(c * x + s * y, c * y - s * x, z);
  }

  /** This shape and its mirror image, for shapes on the side of positive x. */
  default Shape mirrored() {
    return (x, y, z) -> at(Math.abs(x), y, z);
  }

  /** {@code count} copies around the y axis, for shapes around the +Z axis. */
  default Shape around(int count) {
    double sector = 2 * Math.PI / count;
    return (x, y, z) -> {
      double angle = Math.atan2(x, z);
      double folded = angle - sector * Math.rint(angle / sector);
      double r = Math.hypot(x, z);
      return at(r * Math.sin(folded), y, r * Math.cos(folded));
    };
  }

  /** Both shapes, with a fillet of about {@code blend} where they meet. */
  default Shape plus(Shape other, double blend) {
    return (x, y, z) -> smoothMin(at(x, y, z), other.at(x, y, z), blend);
  }

  /** What of this shape is not in the other, the edge softened by about {@code blend}. */
  default Shape minus(Shape other, double blend) {
    return (x, y, z) -> -smoothMin(-at(x, y, z), other.at(x, y, z), blend);
  }

  /** What both shapes share, the edge softened by about {@code blend}. */
  default Shape and(Shape other, double blend) {
    return (x, y, z) -> -smoothMin(-at(x, y, z), -other.at(x, y, z), blend);
  }

  private static double smoothMin(double a, double b, double blend) {
    double h = blend > 0 ? Math.max(blend - Math.abs(a - b), 0) / blend : 0;
    return Math.min(a, b) - h * h * blend / 4;
  }

  private static double length(double x, double y, double z) {
    return Math.sqrt(x * x + y * y + z * z);
  }
}
