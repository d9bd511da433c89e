package io.orfeas.launcher.samples;

import java.util.ArrayList;
import java.util.List;

/** An object: painted shapes, standing on the plane y = 0. */
final class Model {
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Paint.Pattern> patterns = new ArrayList<>();

  /** Adds a part of one paint. */
  Model with(Shape shape, Paint paint) {
    return with(shape, paint.everywhere());
  }

  /** Adds a part with a pattern. */
  Model with(Shape shape, Paint.Pattern pattern) {
    shapes.add(shape);
    patterns.add(pattern);
    return this;
  }

  /** Signed distance to the nearest part. */
  double distance(double x, double y, double z) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < shapes.size(); i++) {
      least = Math.min(least, shapes.get(i).at(x, y, z));
    }
    return least;
  }

  /** Paint of the part nearest to a point. */
  Paint paint(Vec p) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < shapes.size(); i++) {
      double d = shapes.get(i).at(p.x(), p.y(), p.z());
      if (d < least) {
        least = d;
        nearest = i;
      }
    }
    return patterns.get(nearest).at(p.x(), p.y(), p.z());
  }
}
