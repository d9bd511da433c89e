package io.orfeas.launcher.samples;

import io.orfeas.inference.image.RgbaImage;
import org.jspecify.annotations.Nullable;

/**
 * Takes a square picture of a scene.
 *
 * <p>One ray per pixel first; then every pixel that differs from a neighbour is taken again with
 * {@value #FINE}² rays, so that edges are smooth and even areas cheap.
 */
final class Camera {
  private static final double HALF_FOV = Math.toRadians(13);
  private static final int FINE = 5;
  private static final int EDGE = 10;

  private final Studio studio;
  private final int side;
  private final Vec eye;
  private final Vec forward;
  private final Vec right;
  private final Vec up;

  private Camera(Scene scene, int side) {
    this.studio = new Studio(scene);
    this.side = side;
    double yaw = Math.toRadians(scene.yawDegrees());
    double pitch = Math.toRadians(scene.pitchDegrees());
    this.forward =
        new Vec(
            -Math.sin(yaw) * Math.cos(pitch), -Math.sin(pitch), -Math.cos(yaw) * Math.cos(pitch));
    this.right = forward.cross(new Vec(0, 1, 0)).unit();
    this.up = right.cross(forward);
    this.eye = scene.center().minus(forward.times(scene.radius() / Math.sin(HALF_FOV)));
  }

  /** The picture, {@code side} pixels wide and high. */
  static RgbaImage take(Scene scene, int side) {
    Camera camera = new Camera(scene, side);
    int[] coarse = new int[side * side];
    for (int i = 0; i < coarse.length; i++) {
      coarse[i] = camera.pixel(i % side, i / side, 1);
    }
    int[] fine = coarse.clone();
    for (int i = 0; i < coarse.length; i++) {
      if (isEdge(coarse, i, side)) {
        fine[i] = camera.pixel(i % side, i / side, FINE);
      }
    }
    return new RgbaImage(side, side, fine);
  }

  /** The mean of n x n rays; alpha is the share of them that met something. */
  private int pixel(int x, int y, int n) {
    Vec sum = Vec.ZERO;
    int met = 0;
    for (int i = 0; i < n * n; i++) {
      double px = x + (i % n + .5) / n;
      double py = y + (i / n + .5) / n;
      Vec light = ray(px, py);
      if (light != null) {
        // Toned before the mean, as a bright highlight would else fray the edge it lies on.
        sum = sum.plus(new Vec(tone(light.x()), tone(light.y()), tone(light.z())));
        met++;
      }
    }
    if (met == 0) {
      return 0;
    }
    Vec mean = sum.times(1.0 / met);
    int alpha = (int) Math.rint(255.0 * met / (n * n));
    return alpha << 24 | srgb(mean.x()) << 16 | srgb(mean.y()) << 8 | srgb(mean.z());
  }

  private @Nullable Vec ray(double px, double py) {
    double tan = Math.tan(HALF_FOV) * 2 / side;
    Vec direction =
        forward.plus(right.times((px - side / 2.0) * tan)).plus(up.times((side / 2.0 - py) * tan));
    return studio.trace(eye, direction.unit(), py / side);
  }

  private static boolean isEdge(int[] pixels, int i, int side) {
    int x = i % side;
    int y = i / side;
    for (int ny = Math.max(0, y - 1); ny <= Math.min(side - 1, y + 1); ny++) {
      for (int nx = Math.max(0, x - 1); nx <= Math.min(side - 1, x + 1); nx++) {
        if (difference(pixels[i], pixels[ny * side + nx]) > EDGE) {
          return true;
        }
      }
    }
    return false;
  }

  private static int difference(int a, int b) {
    int greatest = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      greatest = Math.max(greatest, Math.abs((a >>> shift & 255) - (b >>> shift & 255)));
    }
    return greatest;
  }

  /** Film: even up to middle tones, then ever softer, so that highlights keep their colour. */
  private static double tone(double light) {
    double knee = .6;
    return light <= knee ? light : 1 - (1 - knee) * Math.exp(-(light - knee) / (1 - knee));
  }

  private static int srgb(double linear) {
    double s = linear <= .0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - .055;
    return (int) Math.rint(255 * Math.min(1, Math.max(0, s)));
  }
}
