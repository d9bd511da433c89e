package io.orfeas.launcher.samples;

/** A point, a direction, or a colour in linear light. */
record Vec(double x, double y, double z) {
  static final Vec ZERO = new Vec(0, 0, 0);

  /** The colour of an sRGB value {@code 0xRRGGBB}. */
  static Vec rgb(int srgb) {
    return new Vec(linear(srgb >> 16 & 255), linear(srgb >> 8 & 255), linear(srgb & 255));
  }

  Vec plus(Vec other) {
    return new Vec(x + other.x, y + other.y, z + other.z);
  }

  Vec minus(Vec other) {
    return new Vec(x - other.x, y - other.y, z - other.z);
  }

  Vec times(double factor) {
    return new Vec(x * factor, y * factor, z * factor);
  }

  /** Component by component: light on a colour. */
  Vec times(Vec other) {
    return new Vec(x * other.x, y * other.y, z * other.z);
  }

  Vec towards(Vec other, double share) {
    return plus(other.minus(this).times(share));
  }

  double dot(Vec other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vec cross(Vec other) {
    return new Vec(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  double length() {
    return Math.sqrt(dot(this));
  }

  Vec unit() {
    return times(1 / length());
  }

  private static double linear(int value) {
    double s = value / 255.0;
    return s <= .04045 ? s / 12.92 : Math.pow((s + .055) / 1.055, 2.4);
  }
}
