package io.orfeas.launcher.samples;

import org.jspecify.annotations.Nullable;

/**
 * Traces rays through a scene and lights what they hit.
 *
 * <p>One large lamp from the upper left with a soft shadow, light from the sky and off the floor
 * dimmed in hollows, and on smooth surfaces the mirror image of a studio with a soft box. Source:
 * Hart, "Sphere Tracing", 1996; ambient occlusion after Evans, "Fast Approximations for Global
 * Illumination on Dynamic Scenes", SIGGRAPH course 2006.
 */
final class Studio {
  private static final Vec LAMP = new Vec(-.55, .85, .6).unit();
  private static final Vec LAMP_LIGHT = new Vec(2.35, 2.25, 2.1);
  private static final Vec SKY_LIGHT = new Vec(.72, .78, .88);
  private static final Vec FLOOR_LIGHT = new Vec(.4, .37, .34);
  private static final int MAX_STEPS = 220;
  private static final double EPSILON = 4e-4;
  private static final double PENUMBRA = 9;

  private final Scene scene;
  private final Model model;

  Studio(Scene scene) {
    this.scene = scene;
    this.model = scene.model();
  }

  /**
   * The light a ray brings, or null where it meets nothing at all.
   *
   * @param height place in the picture, 0 at the top to 1 at the bottom, for the backdrop
   */
  @Nullable Vec trace(Vec origin, Vec direction, double height) {
    double hit = march(origin, direction, Double.POSITIVE_INFINITY);
    if (hit >= 0) {
      return shade(origin.plus(direction.times(hit)), direction);
    }
    Scene.Backdrop backdrop = scene.backdrop();
    if (backdrop == null) {
      return null;
    }
    Vec paper = backdrop.top().towards(backdrop.bottom(), smooth(height));
    double floor = -origin.y() / direction.y();
    return floor > 0
        ? paper.times(1 - backdrop.shadow() * dimming(origin.plus(direction.times(floor))))
        : paper;
  }

  /** Distance along a ray to the model, or -1. */
  private double march(Vec origin, Vec direction, double limit) {
    Vec toCenter = scene.center().minus(origin);
    double along = toCenter.dot(direction);
    double miss = toCenter.dot(toCenter) - along * along;
    double chord = scene.radius() * scene.radius() - miss;
    if (chord < 0) {
      return -1;
    }
    double end = Math.min(limit, along + Math.sqrt(chord));
    double t = Math.max(0, along - Math.sqrt(chord));
    for (int step = 0; step < MAX_STEPS && t < end; step++) {
      double d = distance(origin, direction, t);
      if (d < EPSILON) {
        return t;
      }
      t += .9 * d;
    }
    return -1;
  }

  private double distance(Vec origin, Vec direction, double t) {
    return model.distance(
        origin.x() + t * direction.x(),
        origin.y() + t * direction.y(),
        origin.z() + t * direction.z());
  }

  private Vec shade(Vec p, Vec view) {
    Vec n = normal(p);
    Paint paint = model.paint(p);
    double facing = Math.max(0, n.dot(LAMP));
    double lamp = facing > 0 ? facing * visibility(p.plus(n.times(.004))) : 0;
    double open = openness(p, n, .09);
    double up = .5 + .5 * n.y();
    Vec ambient = FLOOR_LIGHT.towards(SKY_LIGHT, up).times(open);
    Vec light = LAMP_LIGHT.times(lamp).plus(ambient);
    Vec diffuse = paint.color().times(light.times(1 - paint.glow()).times(.62));
    Vec glow = paint.color().times(1.25 * paint.glow());
    return diffuse.plus(glow).plus(mirror(p, n, view, paint.gloss(), open));
  }

  /** The studio as a smooth surface mirrors it, more at grazing angles. */
  private Vec mirror(Vec p, Vec n, Vec view, double gloss, double open) {
    Vec r = view.minus(n.times(2 * view.dot(n)));
    double grazing = Math.pow(1 - Math.max(0, -view.dot(n)), 5);
    double strength = gloss * (.045 + .4 * grazing) * open;
    if (strength < .004) {
      return Vec.ZERO;
    }
    double blocked = r.y() > -.3 && march(p.plus(n.times(.01)), r, 1) >= 0 ? .25 : 1;
    double box = smooth((r.dot(LAMP) - .84) / .1);
    double strip = smooth((r.x() - .62) / .25) * smooth((.62 - Math.abs(r.y() - .2)) / .3);
    double sky = .25 + .75 * smooth(.5 + .5 * r.y());
    return new Vec(1, 1, 1).times(strength * blocked * (sky + 9 * box * gloss + 1.4 * strip));
  }

  private Vec normal(Vec p) {
    double e = 5e-4;
    double a = model.distance(p.x() + e, p.y() - e, p.z() - e);
    double b = model.distance(p.x() - e, p.y() - e, p.z() + e);
    double c = model.distance(p.x() - e, p.y() + e, p.z() - e);
    double d = model.distance(p.x() + e, p.y() + e, p.z() + e);
    return new Vec(a - b - c + d, -a - b + c + d, -a + b - c + d).unit();
  }

  /** Share of the lamp that is seen from a point, 0..1, with a penumbra that widens. */
  private double visibility(Vec p) {
    double visible = 1;
    double t = .01;
    for (int step = 0; step < 60 && t < 3 * scene.radius(); step++) {
      double d = distance(p, LAMP, t);
      visible = Math.min(visible, .5 + .5 * PENUMBRA * d / t);
      if (visible < 0) {
        return 0;
      }
      t += Math.min(.12, Math.max(.012, Math.abs(d)));
    }
    return visible * visible * (3 - 2 * visible);
  }

  /** How little of the sky is hidden by what is near, 0..1. */
  private double openness(Vec p, Vec n, double reach) {
    double hidden = 0;
    double weight = 1;
    for (int i = 1; i <= 5; i++) {
      double h = reach * i / 2.5;
      Vec q = p.plus(n.times(h));
      double free = Math.min(model.distance(q.x(), q.y(), q.z()), q.y() + .02);
      hidden += Math.max(0, h - free) / h * weight;
      weight *= .75;
    }
    return Math.max(0, 1 - hidden / 3.05);
  }

  /** How much darker the floor is at a point than far from the object, 0..1. */
  private double dimming(Vec p) {
    if (p.minus(scene.center()).length() > 4 * scene.radius()) {
      return 0;
    }
    double shadow = 1 - visibility(p.plus(new Vec(0, .004, 0)));
    double near = Math.max(0, model.distance(p.x(), p.y() + .02, p.z()));
    double contact = Math.exp(-near * 9 / scene.radius());
    return 1 - (1 - .55 * shadow) * (1 - .6 * contact);
  }

  private static double smooth(double t) {
    double s = Math.min(1, Math.max(0, t));
    return s * s * (3 - 2 * s);
  }
}
