package io.orfeas.launcher.samples;

/** A tin rocket before a graded backdrop. */
final class Rocket {
  private static final Paint WHITE = Paint.glossy(0xF2F0EA);
  private static final Paint RED = Paint.glossy(0xD8342C);
  private static final Paint NAVY = Paint.glossy(0x22406E);

  private Rocket() {}

  static Scene scene() {
    Shape hull = Shape.lathe(.28, 1.86, 1.6, Rocket::radius);
    Shape fin =
        Shape.rod(0, .62, .24, .045, 0, .06, .5, .05)
            .plus(Shape.rod(0, .42, .22, .04, 0, .22, .4, .04), .18)
            .plus(Shape.rod(0, .34, .2, .03, 0, .12, .47, .04), .1);
    Shape nozzle = Shape.lathe(.16, .3, 1, y -> .2 - .25 * (y - .16));
    Shape window = Shape.torus(.125, .032).turnX(90).move(0, 1.2, .335);
    Shape glass = Shape.ellipsoid(.12, .12, .04).move(0, 1.2, .335);
    Model model =
        new Model()
            .with(hull, Rocket::hull)
            .with(fin.around(4).turnY(20), RED)
            .with(nozzle, Paint.glossy(0x5B626B))
            .with(window, Paint.glossy(0xE7B23C))
            .with(glass, Paint.glossy(0x5DB7DE))
            .with(Shape.sphere(.045).move(0, 1.9, 0), Paint.glossy(0xE7B23C));
    Scene.Backdrop paper = Scene.Backdrop.graded(0x7FA6C9, 0xE9DFCF, .8);
    return new Scene("rocket.jpg", model, new Vec(0, .9, 0), 1.2, 14, 12, paper);
  }

  /** A long drop: widest a third up, closing in a point. */
  private static double radius(double y) {
    double t = (y - .28) / 1.58;
    return .015 + .63 * Math.pow(1 - t, .62) * Math.pow(t + .16, .5);
  }

  private static Paint hull(double x, double y, double z) {
    if (y > 1.5) {
      return RED;
    }
    if (y > 1.455 || y > .64 && y < .69) {
      return NAVY;
    }
    if (y < .64 && y > .28) {
      int sector = (int) Math.floor((Math.atan2(x, z) + 7) / (Math.PI / 8));
      return sector % 2 == 0 ? NAVY : WHITE;
    }
    return WHITE;
  }
}
