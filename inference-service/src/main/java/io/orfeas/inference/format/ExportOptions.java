package io.orfeas.inference.format;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a mesh is placed, sized and packed in a file.
 *
 * @param originAt which point of the bounding box becomes the origin
 * @param heightMeters height of the object in metres, in 0.001..10000, or null for a longest side
 *     of 1 m (100 mm in STL)
 * @param units unit that numbers in the file count, or null for the format's own
 * @param upAxis axis of the file that points up, or null for the format's own
 * @param compression how GLB packs geometry; other formats have one way only
 */
public record ExportOptions(
    OriginAt originAt,
    @Nullable Double heightMeters,
    @Nullable LengthUnit units,
    @Nullable UpAxis upAxis,
    Compression compression) {
  /** Centred, longest side 1 m, for every reader. */
  public static final ExportOptions DEFAULT =
      new ExportOptions(OriginAt.CENTER, null, null, null, Compression.NONE);

  /** Least height that can be asked for, in metres. */
  public static final double MIN_HEIGHT = .001;

  /** Greatest height that can be asked for, in metres. */
  public static final double MAX_HEIGHT = 10_000;

  /** The point of the bounding box that becomes the origin. */
  public enum OriginAt {
    /** The middle of the box. */
    CENTER,
    /** The middle of the underside, so that the object stands on the ground. */
    BASE;

    /** The name clients use: {@code center}, {@code base}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How GLB packs geometry. */
  public enum Compression {
    /** As floats, which every reader takes. The only form that {@link GlbReader} reads back. */
    NONE,
    /** As small integers, for readers with {@code KHR_mesh_quantization}: a third smaller. */
    QUANTIZE,
    /** The same, compressed, for readers with {@code EXT_meshopt_compression} as well. */
    MESHOPT;

    /** The name clients use: {@code none}, {@code quantize}, {@code meshopt}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ExportOptions {
    Objects.requireNonNull(originAt, "originAt");
    Objects.requireNonNull(compression, "compression");
    if (heightMeters != null && !(heightMeters >= MIN_HEIGHT && heightMeters <= MAX_HEIGHT)) {
      throw new IllegalArgumentException("height_m: " + heightMeters + " (expected: 0.001..10000)");
    }
  }

  /** These options with another origin. */
  public ExportOptions withOriginAt(OriginAt newOriginAt) {
    return new ExportOptions(newOriginAt, heightMeters, units, upAxis, compression);
  }

  /** These options with the object this many metres high; null for the usual longest side. */
  public ExportOptions withHeightMeters(@Nullable Double newHeightMeters) {
    return new ExportOptions(originAt, newHeightMeters, units, upAxis, compression);
  }

  /** These options with numbers in another unit; null for the format's own. */
  public ExportOptions withUnits(@Nullable LengthUnit newUnits) {
    return new ExportOptions(originAt, heightMeters, newUnits, upAxis, compression);
  }

  /** These options with another axis up; null for the format's own. */
  public ExportOptions withUpAxis(@Nullable UpAxis newUpAxis) {
    return new ExportOptions(originAt, heightMeters, units, newUpAxis, compression);
  }

  /** These options with geometry packed in another way. */
  public ExportOptions withCompression(Compression newCompression) {
    return new ExportOptions(originAt, heightMeters, units, upAxis, newCompression);
  }
}
