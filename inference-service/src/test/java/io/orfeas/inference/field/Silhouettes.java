package io.orfeas.inference.field;

import io.orfeas.inference.image.Cutout;
import io.orfeas.inference.image.ForegroundMask;
import io.orfeas.inference.image.RgbaImage;
import java.util.Random;
import java.util.Set;

/** Outlines for tests: round and plain ones, and every kind that breaks geometry code. */
public final class Silhouettes {
  /** Number of kinds that {@link #odd} knows. */
  public static final int KINDS = 10;

  private Silhouettes() {}

  /** A place in a picture is object or not. */
  public interface Shape {
    /** Whether the point, in pixels from the top left, is inside. */
    boolean contains(double x, double y);
  }

  /** Coverage of a shape, from 4 x 4 samples a pixel. */
  public static float[] coverage(int side, Shape shape) {
    float[] coverage = new float[side * side];
    for (int i = 0; i < coverage.length; i++) {
      int hits = 0;
      for (int k = 0; k < 16; k++) {
        double x = i % side + (k % 4 + 0.5) / 4;
        double y = i / side + (k / 4 + 0.5) / 4;
        hits += shape.contains(x, y) ? 1 : 0;
      }
      coverage[i] = hits / 16f;
    }
    return coverage;
  }

  /** A disc in the middle of the square. */
  public static float[] disc(int side, double radius) {
    return coverage(side, (x, y) -> Math.hypot(x - side / 2.0, y - side / 2.0) < radius);
  }

  /** One of the awkward outlines, different for every seed. */
  public static float[] odd(int kind, int side, long seed) {
    Random random = new Random(seed);
    return switch (kind) {
      case 0 -> pixels(side, (x, y) -> (x + y) % 2 == 0);
      case 1 -> pixels(side, (x, y) -> random.nextInt(5) < 2);
      case 2 -> pixels(side, (x, y) -> random.nextInt(60) == 0);
      case 3 -> pixels(side, (x, y) -> y > side / 2.0 || x % (2 + random.nextInt(3)) == 0);
      case 4 -> spiral(side, 1 + random.nextDouble());
      case 5 -> lines(side, random);
      case 6 -> islands(side, random);
      case 7 -> single(side, random.nextInt(side * side));
      case 8 -> soft(side, random);
      default -> pixels(side, (x, y) -> true);
    };
  }

  /** A cut-out with this coverage and plain colour. */
  public static Cutout cutout(float[] coverage) {
    int side = (int) Math.round(Math.sqrt(coverage.length));
    return new Cutout(
        new RgbaImage(side, side, new int[coverage.length]),
        new ForegroundMask(side, side, coverage, 1, Set.of()));
  }

  private static float[] pixels(int side, Shape shape) {
    float[] coverage = new float[side * side];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = shape.contains(i % side, i / side) ? 1 : 0;
    }
    return coverage;
  }

  private static float[] spiral(int side, double width) {
    return coverage(
        side,
        (x, y) -> {
          double dx = x - side / 2.0;
          double dy = y - side / 2.0;
          double turn = Math.hypot(dx, dy) - Math.atan2(dy, dx) * 4 / Math.PI;
          return Math.hypot(dx, dy) < side * 0.45
              && Math.floorMod((long) Math.floor(turn), 8) < width;
        });
  }

  private static float[] lines(int side, Random random) {
    float[] coverage = new float[side * side];
    for (int n = 0; n < 12; n++) {
      double x = random.nextInt(side);
      double y = random.nextInt(side);
      double angle = random.nextDouble() * Math.PI * 2;
      for (int k = 0; k < side; k++, x += Math.cos(angle), y += Math.sin(angle)) {
        if (x >= 0 && x < side && y >= 0 && y < side) {
          coverage[(int) y * side + (int) x] = 1;
        }
      }
    }
    return coverage;
  }

  private static float[] islands(int side, Random random) {
    double[] discs = random.doubles(3 * 9).toArray();
    return coverage(
        side,
        (x, y) -> {
          boolean in = false;
          for (int k = 0; k < discs.length; k += 3) {
            double d = Math.hypot(x - discs[k] * side, y - discs[k + 1] * side);
            in ^= d < discs[k + 2] * side / 4;
          }
          return in;
        });
  }

  private static float[] single(int side, int pixel) {
    float[] coverage = new float[side * side];
    coverage[pixel] = 1;
    return coverage;
  }

  private static float[] soft(int side, Random random) {
    float[] coverage = new float[side * side];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = random.nextFloat();
    }
    return coverage;
  }
}
