package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.Symmetry;
import java.util.Locale;

/**
 * What to make: every parameter that shapes the result, with its default filled in.
 *
 * @param quality detail of grid, triangles and texture, 1..10
 * @param size detail of grid and texture relative to the quality
 * @param style character of the surface
 * @param maxTriangles upper bound of triangles in the final mesh, 100..1 000 000
 * @param seed seed of everything random, 0 or more
 * @param estimator name of the shape estimator
 * @param depthScale depth relative to the estimate, 0.1..4
 * @param symmetry whether the shape is made its own mirror image
 */
public record GenerationOptions(
    int quality,
    Size size,
    Style style,
    int maxTriangles,
    long seed,
    String estimator,
    double depthScale,
    Symmetry symmetry) {

  /** Quality when none is asked for. */
  public static final int DEFAULT_QUALITY = 7;

  /** Least triangles that can be asked for. */
  public static final int MIN_TRIANGLES = 100;

  /** Most triangles that can be asked for. */
  public static final int MAX_TRIANGLES = 1_000_000;

  /** Detail of grid and texture relative to the quality. */
  public enum Size {
    /** Three quarters of the quality's grid and texture. */
    SMALL(0.75),
    /** The quality's own. */
    MEDIUM(1),
    /** Four thirds of them. */
    LARGE(4.0 / 3);

    private final double factor;

    Size(double factor) {
      this.factor = factor;
    }

    double factor() {
      return factor;
    }

    /** The name clients use. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Character of the surface. */
  public enum Style {
    /** As the picture says. */
    REALISTIC,
    /** Rounder: small relief is smoothed away. */
    STYLIZED,
    /** Few flat faces with hard edges. */
    LOW_POLY;

    /** The name clients use. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public GenerationOptions {
    check("quality", quality, 1, 10);
    check("max_triangles", maxTriangles, MIN_TRIANGLES, MAX_TRIANGLES);
    if (seed < 0) {
      throw new IllegalArgumentException("seed: " + seed + " (expected: 0 or more)");
    }
    if (!(depthScale >= 0.1 && depthScale <= 4)) {
      throw new IllegalArgumentException("depth_scale: " + depthScale + " (expected: 0.1..4)");
    }
  }

  /** Triangle budget when none is asked for. */
  public static int defaultTriangles(int quality, Style style) {
    check("quality", quality, 1, 10);
    int realistic = 1000 * quality * quality;
    return style == Style.LOW_POLY ? Math.max(MIN_TRIANGLES, realistic / 50) : realistic;
  }

  private static void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d..%d)".formatted(name, value, min, max));
    }
  }
}
