package io.orfeas.launcher.samples;

/** A toadstool on plain paper. */
final class Mushroom {
  private static final Paint CREAM = new Paint(Vec.rgb(0xF1E4C6), .3, 0);
  private static final double CAP = .62;

  /** Directions of the white spots, longitude and latitude in degrees, and their size. */
  private static final double[][] SPOTS = {
    {0, 38, .15}, {52, 20, .12}, {-50, 24, .13}, {28, 62, .11}, {-36, 60, .1}, {100, 30, .13},
    {-104, 32, .12}, {18, 8, .08}, {-20, 12, .09}, {78, 56, .09}, {150, 40, .14}, {-150, 45, .13},
    {200, 15, .1}, {-80, 6, .08}, {80, 4, .08}, {-70, 50, .08}, {0, 88, .12}
  };

  private Mushroom() {}

  static Scene scene() {
    Shape stem =
        Shape.lathe(
            0, .8, .8, y -> .17 + .1 * Math.exp(-y * y * 14) + .03 * Math.exp(-sq(y - .7) * 30));
    Shape foot = Shape.ellipsoid(.27, .14, .27).move(0, .1, 0);
    Shape ring =
        Shape.lathe(.43, .56, 2.2, y -> .19 + 4.8 * (.56 - y) * (.56 - y))
            .minus(Shape.lathe(.3, .53, 2.2, y -> .17 + 4.4 * (.53 - y) * (.53 - y)), .02);
    Shape dome = Shape.ellipsoid(CAP, .5, CAP).minus(Shape.box(2, 1, 2, 0).move(0, -1.03, 0), .12);
    Shape cap = dome.minus(Shape.sphere(2).move(0, -1.95, 0), .06).move(0, .78, 0);
    Model model =
        new Model().with(stem.plus(foot, .12).plus(ring, .05), CREAM).with(cap, Mushroom::cap);
    Scene.Backdrop paper = Scene.Backdrop.plain(0xC9DCE4, .75);
    return new Scene("mushroom.jpg", model, new Vec(0, .62, 0), .95, 12, 13, paper);
  }

  private static Paint cap(double x, double y, double z) {
    double rise = y - .78;
    if (rise < -.005) {
      double gills = Math.sin(60 * Math.atan2(x, z));
      return new Paint(Vec.rgb(0xE9D6B4).times(.85 + .1 * gills), .1, 0);
    }
    for (double[] spot : SPOTS) {
      double longitude = Math.toRadians(spot[0]);
      double latitude = Math.toRadians(spot[1]);
      double dx = x / CAP - Math.sin(longitude) * Math.cos(latitude);
      double dy = rise / .5 - Math.sin(latitude);
      double dz = z / CAP - Math.cos(longitude) * Math.cos(latitude);
      if (dx * dx + dy * dy + dz * dz < spot[2] * spot[2]) {
        return new Paint(Vec.rgb(0xFBF4E6), .3, 0);
      }
    }
    return Paint.glossy(0xCC2B22);
  }

  private static double sq(double v) {
    return v * v;
  }
}
