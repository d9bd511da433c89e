package io.orfeas.inference.format;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a mesh is placed and sized in a file.
 *
 * @param originAt which point of the bounding box becomes the origin
 * @param heightMeters height of the object in metres, in 0.001..10000, or null for a longest side
 *     of 1 m (100 mm in STL)
 * @param geometry how GLB stores vertices; other formats have one way only
 */
public record ExportOptions(OriginAt originAt, @Nullable Double heightMeters, Geometry geometry) {
  /** Centred, longest side 1 m, for every reader. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(OriginAt.CENTER, null, Geometry.PLAIN);

  private static final double MIN_HEIGHT = .001;
  private static final double MAX_HEIGHT = 10_000;

  /** The point of the bounding box that becomes the origin. */
  public enum OriginAt {
    /** The middle of the box. */
    CENTER,
    /** The middle of the underside, so that the object stands on the ground. */
    BOTTOM;

    /** The name clients use: {@code center}, {@code bottom}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How GLB stores vertices. */
  public enum Geometry {
    /** As floats, which every reader takes. The only form that {@link GlbReader} reads back. */
    PLAIN,
    /** As small integers, for readers with {@code KHR_mesh_quantization}: a third smaller. */
    QUANTIZED
  }

  public ExportOptions {
    Objects.requireNonNull(originAt, "originAt");
    Objects.requireNonNull(geometry, "geometry");
    if (heightMeters != null && !(heightMeters >= MIN_HEIGHT && heightMeters <= MAX_HEIGHT)) {
      throw new IllegalArgumentException(
          "heightMeters: " + heightMeters + " (expected: 0.001..10000)");
    }
  }

  /** These options with another origin. */
  public ExportOptions withOriginAt(OriginAt newOriginAt) {
    return new ExportOptions(newOriginAt, heightMeters, geometry);
  }

  /** These options with the object this many metres high; null for a longest side of 1 m. */
  public ExportOptions withHeightMeters(@Nullable Double newHeightMeters) {
    return new ExportOptions(originAt, newHeightMeters, geometry);
  }

  /** These options with vertices stored in another way. */
  public ExportOptions withGeometry(Geometry newGeometry) {
    return new ExportOptions(originAt, heightMeters, newGeometry);
  }
}
