package io.orfeas.launcher.samples;

/** A bath duck. */
final class Duck {
  private static final Paint YELLOW = Paint.glossy(0xF9C623);
  private static final Paint BEAK = Paint.glossy(0xEE7A22);
  private static final Paint BLACK = Paint.glossy(0x15151A);
  private static final Paint WHITE = Paint.glossy(0xFAFAF7);

  private Duck() {}

  static Scene scene() {
    Shape belly = Shape.ellipsoid(.48, .36, .62).move(0, .36, -.04);
    Shape tail = Shape.rod(0, .5, -.48, .16, 0, .74, -.74, .05);
    Shape neck = Shape.rod(0, .5, .2, .27, 0, .82, .26, .23);
    Shape head = Shape.sphere(.32).move(0, .98, .3);
    Shape wing = Shape.ellipsoid(.085, .16, .31).turnX(-14).turnZ(-12).move(.45, .43, -.08);
    Shape tip = Shape.rod(.45, .46, -.24, .075, .44, .56, -.42, .035);
    Shape body =
        belly
            .plus(tail, .2)
            .plus(neck, .22)
            .plus(head, .12)
            .plus(wing.plus(tip, .1).mirrored(), .05)
            .and(Shape.box(3, 3, 3, 0).move(0, 3.01, 0), .05);
    Shape upper = Shape.ellipsoid(.17, .055, .17).turnX(-8).move(0, .95, .6);
    Shape lower = Shape.ellipsoid(.13, .045, .12).turnX(10).move(0, .9, .58);
    Model model =
        new Model()
            .with(body, YELLOW)
            .with(upper.plus(lower, .03), BEAK)
            .with(
                Shape.ellipsoid(.065, .085, .04)
                    .turnY(26)
                    .turnX(-8)
                    .move(.15, 1.07, .565)
                    .mirrored(),
                Duck::eye);
    return new Scene("duck.png", model, new Vec(0, .62, -.02), .92, 32, 16, null);
  }

  private static Paint eye(double x, double y, double z) {
    double dx = Math.abs(x) - .16;
    double dy = y - 1.075;
    boolean glint = Math.hypot(dx - .012, dy - .03) < .02;
    return !glint && Math.hypot(dx / .045, dy / .065) < 1 ? BLACK : WHITE;
  }
}
