package io.orfeas.launcher.samples;

/** A friendly robot, waving. */
final class Robot {
  private static final Paint SHELL = Paint.glossy(0xF4F1EA);
  private static final Paint ORANGE = Paint.glossy(0xF0802E);
  private static final Paint STEEL = Paint.glossy(0x5A6472);
  private static final Paint DARK = Paint.glossy(0x1A2433);
  private static final Paint EYES = Paint.glowing(0x5CE5F2);

  private Robot() {}

  static Scene scene() {
    Model model = new Model();
    addHead(model);
    addBody(model);
    addLimbs(model);
    return new Scene("robot.png", model, new Vec(.02, .86, 0), 1.05, 24, 14, null);
  }

  private static void addHead(Model model) {
    Shape visor = Shape.box(.285, .16, .1, .09).move(0, 1.3, .26);
    model.with(Shape.box(.4, .29, .31, .16).move(0, 1.3, 0).minus(visor, .03), SHELL);
    model.with(Shape.box(.285, .165, .1, .09).move(0, 1.3, .2), DARK);
    model.with(Shape.ellipsoid(.048, .068, .03).move(.12, 1.32, .295).mirrored(), EYES);
    Shape smile =
        Shape.torus(.07, .013).turnX(90).and(Shape.box(.1, .05, .1, 0).move(0, -.06, 0), 0);
    model.with(smile.move(0, 1.265, .298), EYES);
    model.with(Shape.cylinder(.1, .05, .03).turnZ(90).move(.42, 1.3, 0).mirrored(), ORANGE);
    model.with(Shape.cylinder(.02, .08, .01).move(0, 1.64, 0), STEEL);
    model.with(Shape.sphere(.062).move(0, 1.75, 0), ORANGE);
    model.with(Shape.cylinder(.12, .06, .02).move(0, .99, 0), STEEL);
  }

  private static void addBody(Model model) {
    Shape body = Shape.box(.33, .28, .24, .13).move(0, .68, 0);
    model.with(body, Robot::panel);
    model.with(Shape.cylinder(.26, .05, .03).move(0, .4, 0), STEEL);
  }

  private static Paint panel(double x, double y, double z) {
    if (z < .15) {
      return y < .5 ? ORANGE : SHELL;
    }
    double[] centers = {-.12, 0, .12};
    int[] colors = {0xE4483B, 0xF7C331, 0x3FA66B};
    for (int i = 0; i < 3; i++) {
      if (Math.hypot(x - centers[i], y - .71) < .038) {
        return Paint.glossy(colors[i]);
      }
    }
    boolean plate = Math.abs(x) < .2 && Math.abs(y - .71) < .085;
    return plate ? Paint.glossy(0x3E4A5C) : y < .5 ? ORANGE : SHELL;
  }

  private static void addLimbs(Model model) {
    model.with(Shape.sphere(.105).move(.37, .82, 0).mirrored(), ORANGE);
    Shape lowered = Shape.rod(.4, .8, 0, .062, .5, .55, .06, .056);
    model.with(lowered.turnY(0).and(Shape.box(2, 2, 2, 0).move(2, 0, 0), 0), STEEL);
    model.with(hand().turnX(20).move(.52, .47, .08), SHELL);
    model.with(Shape.rod(-.4, .82, 0, .062, -.62, 1.05, .04, .056), STEEL);
    model.with(hand().turnZ(200).move(-.68, 1.13, .05), SHELL);
    model.with(Shape.rod(.16, .4, 0, .075, .17, .18, 0, .07).mirrored(), STEEL);
    Shape boot = Shape.box(.135, .1, .19, .075).move(.175, .1, .05);
    model.with(boot.mirrored(), (x, y, z) -> y < .055 ? STEEL : ORANGE);
  }

  /** A round hand with a gap for gripping, open downwards. */
  private static Shape hand() {
    return Shape.sphere(.11).minus(Shape.box(.035, .1, .2, .03).move(0, -.1, 0), .02);
  }
}
