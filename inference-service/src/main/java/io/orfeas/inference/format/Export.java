package io.orfeas.inference.format;

import io.orfeas.inference.format.ExportOptions.Compression;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file to be made of a mesh: its format, and how the mesh lies in it.
 *
 * <p>What is the format's own anyway is not told apart from what was left out, so equal exports are
 * equal files.
 *
 * @param format file format
 * @param options placement and packing; {@code units} and {@code upAxis} are null where they are
 *     the format's own
 */
public record Export(MeshFormat format, ExportOptions options) {
  /** As results are stored. */
  public static final Export STORED = new Export(MeshFormat.GLB, ExportOptions.DEFAULT);

  /**
   * An export that can be made.
   *
   * @throws IllegalArgumentException when the format cannot do what the options ask for
   */
  public Export {
    Map<String, String> problems = problems(format, options);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems.values()));
    }
    if (options.units() == format.units()) {
      options = options.withUnits(null);
    }
    if (options.upAxis() == format.upAxis()) {
      options = options.withUpAxis(null);
    }
  }

  /** What a format cannot do of what is asked for: messages by parameter, none when all is well. */
  public static Map<String, String> problems(MeshFormat format, ExportOptions options) {
    Map<String, String> problems = new LinkedHashMap<>();
    LengthUnit units = options.units();
    UpAxis upAxis = options.upAxis();
    Compression compression = options.compression();
    boolean glb = format == MeshFormat.GLB;
    if (glb && units != null && units != LengthUnit.METER) {
      add(problems, "units", units.wireName(), "m, for glTF counts metres");
    }
    if (glb && upAxis != null && upAxis != UpAxis.Y) {
      add(problems, "up_axis", upAxis.wireName(), "y, for glTF has +Y up");
    }
    if (!glb && compression != Compression.NONE) {
      add(problems, "compression", compression.wireName(), "none, for " + format.wireName());
    }
    return problems;
  }

  /** The same placement in a GLB that every reader takes, for what is shown while work goes on. */
  public Export preview() {
    return new Export(
        MeshFormat.GLB,
        ExportOptions.DEFAULT
            .withOriginAt(options.originAt())
            .withHeightMeters(options.heightMeters()));
  }

  /** The unit that numbers in the file count. */
  public LengthUnit units() {
    return options.units() == null ? format.units() : options.units();
  }

  /** The axis of the file that points up. */
  public UpAxis upAxis() {
    return options.upAxis() == null ? format.upAxis() : options.upAxis();
  }

  /** Axes, units and origin, as formats with comments say it. */
  String description() {
    return "%s; %s; origin %s"
        .formatted(upAxis().description(), units().wireName(), options.originAt().wireName());
  }

  private static void add(
      Map<String, String> problems, String field, String value, String expected) {
    problems.put(field, field + ": " + value + " (expected: " + expected + ")");
  }
}
