package io.orfeas.launcher.samples;

import io.orfeas.inference.mesh.TriangleMesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Points of a surface, even by area, seen as the camera does, x to the right, y up and z towards
 * it; in a box around the origin, of which the longer of the two sides that are seen is 1.
 */
final class SurfacePoints {
  private static final int COUNT = 10_000;
  private static final int DEPTHS = 8;

  private final List<Vec> points;

  private SurfacePoints(List<Vec> points) {
    this.points = points;
  }

  /**
   * Of a scene's object. Points that are near to it are moved onto it; in a thin layer they lie as
   * dense everywhere.
   */
  static SurfacePoints of(Scene scene) {
    Random random = new Random(1);
    double layer = scene.radius() / 50;
    List<Vec> points = new ArrayList<>();
    while (points.size() < COUNT) {
      Vec p = scene.center().plus(inCube(random).times(scene.radius()));
      if (Math.abs(distance(scene, p)) < layer) {
        for (int step = 0; step < 3; step++) {
          p = p.minus(slope(scene, p).times(distance(scene, p)));
        }
        points.add(seen(scene, p));
      }
    }
    return new SurfacePoints(boxed(points));
  }

  /** Of a mesh. */
  static SurfacePoints of(TriangleMesh mesh) {
    Random random = new Random(2);
    int[] triangles = mesh.triangles();
    double[] upTo = new double[triangles.length / 3];
    double area = 0;
    for (int i = 0; i < upTo.length; i++) {
      Vec a = corner(mesh, 3 * i);
      Vec cross = corner(mesh, 3 * i + 1).minus(a).cross(corner(mesh, 3 * i + 2).minus(a));
      area += cross.length();
      upTo[i] = area;
    }
    List<Vec> points = new ArrayList<>();
    while (points.size() < COUNT) {
      int at = Arrays.binarySearch(upTo, random.nextDouble() * area);
      int triangle = Math.min(upTo.length - 1, at < 0 ? -at - 1 : at);
      double u = Math.sqrt(random.nextDouble());
      double v = random.nextDouble();
      points.add(
          corner(mesh, 3 * triangle)
              .times(1 - u)
              .plus(corner(mesh, 3 * triangle + 1).times(u * (1 - v)))
              .plus(corner(mesh, 3 * triangle + 2).times(u * v)));
    }
    return new SurfacePoints(boxed(points));
  }

  /**
   * As {@link #agreement}, with the other where in depth it agrees best: a picture does not tell
   * how far away a thing is.
   */
  double agreementInDepth(SurfacePoints other, double near) {
    return IntStream.rangeClosed(-DEPTHS, DEPTHS)
        .mapToDouble(i -> agreement(other.moved(new Vec(0, 0, i * near / 2)), near))
        .max()
        .orElseThrow();
  }

  /** Harmonic mean of the shares of points of each that have one of the other nearer than that. */
  double agreement(SurfacePoints other, double near) {
    double precision = share(other.points, cells(points, near), near);
    double recall = share(points, cells(other.points, near), near);
    return 2 * precision * recall / (precision + recall);
  }

  private SurfacePoints moved(Vec by) {
    return new SurfacePoints(points.stream().map(p -> p.plus(by)).toList());
  }

  private static double share(List<Vec> points, Map<Vec, List<Vec>> cells, double near) {
    return (double) points.stream().filter(p -> isNear(p, cells, near)).count() / points.size();
  }

  private static boolean isNear(Vec p, Map<Vec, List<Vec>> cells, double near) {
    Vec cell = cell(p, near);
    for (int i = 0; i < 27; i++) {
      Vec beside = cell.plus(new Vec(i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1));
      for (Vec q : cells.getOrDefault(beside, List.of())) {
        if (q.minus(p).length() < near) {
          return true;
        }
      }
    }
    return false;
  }

  private static Map<Vec, List<Vec>> cells(List<Vec> points, double side) {
    Map<Vec, List<Vec>> cells = new HashMap<>();
    points.forEach(p -> cells.computeIfAbsent(cell(p, side), at -> new ArrayList<>()).add(p));
    return cells;
  }

  /** Moved away from 0 by a whole, so that no cell is -0. */
  private static Vec cell(Vec p, double side) {
    return new Vec(
        Math.floor(p.x() / side) + 1000,
        Math.floor(p.y() / side) + 1000,
        Math.floor(p.z() / side) + 1000);
  }

  private static List<Vec> boxed(List<Vec> points) {
    Vec least = points.get(0);
    Vec most = least;
    for (Vec p : points) {
      least =
          new Vec(
              Math.min(least.x(), p.x()), Math.min(least.y(), p.y()), Math.min(least.z(), p.z()));
      most =
          new Vec(Math.max(most.x(), p.x()), Math.max(most.y(), p.y()), Math.max(most.z(), p.z()));
    }
    Vec size = most.minus(least);
    Vec middle = least.towards(most, .5);
    double scale = 1 / Math.max(size.x(), size.y());
    return points.stream().map(p -> p.minus(middle).times(scale)).toList();
  }

  private static Vec inCube(Random random) {
    return new Vec(
        2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1);
  }

  private static double distance(Scene scene, Vec p) {
    return scene.model().distance(p.x(), p.y(), p.z());
  }

  private static Vec slope(Scene scene, Vec p) {
    double e = 1e-4;
    Vec x = new Vec(e, 0, 0);
    Vec y = new Vec(0, e, 0);
    Vec z = new Vec(0, 0, e);
    return new Vec(
            distance(scene, p.plus(x)) - distance(scene, p.minus(x)),
            distance(scene, p.plus(y)) - distance(scene, p.minus(y)),
            distance(scene, p.plus(z)) - distance(scene, p.minus(z)))
        .unit();
  }

  private static Vec seen(Scene scene, Vec p) {
    double yaw = Math.toRadians(scene.yawDegrees());
    double pitch = Math.toRadians(scene.pitchDegrees());
    Vec back =
        new Vec(Math.sin(yaw) * Math.cos(pitch), Math.sin(pitch), Math.cos(yaw) * Math.cos(pitch));
    Vec right = new Vec(0, 1, 0).cross(back).unit();
    Vec q = p.minus(scene.center());
    return new Vec(q.dot(right), q.dot(back.cross(right)), q.dot(back));
  }

  private static Vec corner(TriangleMesh mesh, int index) {
    int at = 3 * mesh.triangles()[index];
    float[] positions = mesh.positions();
    return new Vec(positions[at], positions[at + 1], positions[at + 2]);
  }
}
