package io.orfeas.inference;

import io.orfeas.inference.format.Export;
import io.orfeas.inference.format.ExportOptions;
import io.orfeas.inference.v1.Placement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Says to clients what file an {@link Export} is. */
final class ExportText {
  private ExportText() {}

  /** The parameters that are not at their defaults, as a query with its question mark; or empty. */
  static String query(Export export) {
    ExportOptions options = export.options();
    List<String> parameters = new ArrayList<>();
    if (export.format() != Export.STORED.format()) {
      parameters.add("format=" + export.format().wireName());
    }
    if (options.originAt() != ExportOptions.DEFAULT.originAt()) {
      parameters.add("origin_at=" + options.originAt().wireName());
    }
    if (options.heightMeters() != null) {
      parameters.add("height_m=" + BigDecimal.valueOf(options.heightMeters()).toPlainString());
    }
    if (options.units() != null) {
      parameters.add("units=" + options.units().wireName());
    }
    if (options.upAxis() != null) {
      parameters.add("up_axis=" + options.upAxis().wireName());
    }
    if (options.compression() != ExportOptions.DEFAULT.compression()) {
      parameters.add("compression=" + options.compression().wireName());
    }
    return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
  }

  /** How the mesh lies in the file. */
  static Placement of(Export export) {
    Placement.Builder placement =
        Placement.newBuilder()
            .setOriginAt(export.options().originAt().wireName())
            .setUnits(export.units().wireName())
            .setUpAxis(export.upAxis().wireName());
    Double height = export.options().heightMeters();
    return height == null
        ? placement.setLongestSideM(export.format().longestSideMeters()).build()
        : placement.setHeightM(height).build();
  }
}
