package io.orfeas.inference.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a mesh file says about how it came about, so that it can be made again. */
final class Provenance {
  private Provenance() {}

  static Map<String, Object> of(Stage stage, GenerationOptions options, boolean symmetric) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("pipeline", ReconstructionPipeline.VERSION);
    entries.put("stage", stage.wireName());
    entries.put("quality", options.quality());
    entries.put("size", options.size().wireName());
    entries.put("style", options.style().wireName());
    entries.put("max_triangles", options.maxTriangles());
    entries.put("seed", options.seed());
    entries.put("estimator", options.estimator());
    entries.put("depth_scale", options.depthScale());
    entries.put("symmetry_mode", options.symmetry().wireName());
    entries.put("symmetric", symmetric);
    return entries;
  }
}
