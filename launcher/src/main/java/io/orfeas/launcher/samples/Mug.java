package io.orfeas.launcher.samples;

/** A stoneware mug, dipped in glaze, with coffee. */
final class Mug {
  private Mug() {}

  static Scene scene() {
    Shape inside = Shape.cylinder(.36, .55, .08).move(0, .64, 0);
    Shape ear = Shape.torus(.235, .058).turnX(90).move(.43, .5, 0);
    Shape wall = Shape.cylinder(.42, .5, .07).move(0, .5, 0);
    Shape body = wall.plus(ear, .05).minus(inside, .03);
    Shape coffee = Shape.cylinder(.37, .3, .01).move(0, .6, 0);
    Model model = new Model().with(body, Mug::glaze).with(coffee, Paint.glossy(0x3B1D10));
    return new Scene("mug.png", model, new Vec(.13, .47, 0), .79, -22, 19, null);
  }

  /** Cream above, teal below a wavy line, with a thin rust band and speckles between. */
  private static Paint glaze(double x, double y, double z) {
    double angle = Math.atan2(x, z);
    double line = .46 + .035 * Math.sin(3 * angle + .4) + .02 * Math.sin(7 * angle);
    if (y < .035) {
      return Paint.matt(0xB98D67);
    }
    if (y < line) {
      return Paint.glossy(0x1F7A80);
    }
    if (y < line + .03) {
      return Paint.glossy(0xD9793C);
    }
    return speckled(x, y, z) ? Paint.glossy(0x9A8468) : Paint.glossy(0xF3E8D3);
  }

  private static boolean speckled(double x, double y, double z) {
    double cell = 28;
    long ix = (long) Math.floor(x * cell);
    long iy = (long) Math.floor(y * cell);
    long iz = (long) Math.floor(z * cell);
    long h = (ix * 73_856_093) ^ (iy * 19_349_663) ^ (iz * 83_492_791);
    h = (h ^ h >>> 13) * 0x5851F42D4C957F2DL;
    if ((h >>> 60) != 0) {
      return false;
    }
    double dx = x * cell - ix - .5;
    double dy = y * cell - iy - .5;
    double dz = z * cell - iz - .5;
    return dx * dx + dy * dy + dz * dz < .14;
  }
}
