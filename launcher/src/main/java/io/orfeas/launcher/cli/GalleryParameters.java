package io.orfeas.launcher.cli;

import io.orfeas.inference.field.Symmetry;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.GenerationOptions.Size;
import io.orfeas.inference.pipeline.GenerationOptions.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Generation parameters by the names that requests have. */
final class GalleryParameters {
  private final Map<String, String> values;

  private GalleryParameters(Map<String, String> values) {
    this.values = values;
  }

  /** Parameters from {@code name=value} texts. */
  static GalleryParameters of(List<String> settings) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String setting : settings) {
      String[] parts = parts(setting);
      values.put(parts[0], parts[1]);
    }
    return new GalleryParameters(values);
  }

  /** One {@code name=value} text for each value of {@code name=a,b,c}. */
  static List<String> values(String varied) {
    String[] parts = parts(varied);
    List<String> settings = new ArrayList<>();
    for (String value : parts[1].split(",", -1)) {
      settings.add(parts[0] + "=" + value);
    }
    return settings;
  }

  /** These parameters and one more. */
  GalleryParameters with(String setting) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.putAll(of(List.of(setting)).values);
    return new GalleryParameters(more);
  }

  /**
   * The options they make, defaults filled in.
   *
   * @throws UsageException for an unknown name or an impossible value
   */
  GenerationOptions options() {
    Map<String, String> left = new LinkedHashMap<>(values);
    try {
      int quality = Integer.parseInt(take(left, "quality", "7"));
      Size size = Size.valueOf(constant(take(left, "size", "medium")));
      Style style = Style.valueOf(constant(take(left, "style", "realistic")));
      String usual = Integer.toString(GenerationOptions.defaultTriangles(quality, style));
      GenerationOptions options =
          new GenerationOptions(
              quality,
              size,
              style,
              Integer.parseInt(take(left, "max_triangles", usual)),
              Long.parseLong(take(left, "seed", "0")),
              take(left, "estimator", "classical"),
              Double.parseDouble(take(left, "depth_scale", "1")),
              Symmetry.valueOf(constant(take(left, "symmetry_mode", "auto"))));
      if (!left.isEmpty()) {
        throw new UsageException("parameter: " + left.keySet() + " (expected: one of a request)");
      }
      return options;
    } catch (IllegalArgumentException impossible) {
      throw new UsageException("parameters: " + impossible.getMessage());
    }
  }

  private static String take(Map<String, String> from, String name, String fallback) {
    String value = from.remove(name);
    return value == null ? fallback : value;
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static String[] parts(String setting) {
    String[] parts = setting.split("=", 2);
    if (parts.length < 2) {
      throw new UsageException("parameter: " + setting + " (expected: name=value)");
    }
    return parts;
  }
}
