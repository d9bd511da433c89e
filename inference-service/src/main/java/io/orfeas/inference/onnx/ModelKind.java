package io.orfeas.inference.onnx;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.gpu.vram.ModelBatch;

/** What a model answers. */
enum ModelKind {
  /**
   * Depths of front and back per pixel, and where it says how far they are to be believed, the
   * classical estimator's for the rest.
   */
  DEPTH2("depth2", "depths", "depth2-1:" + new ClassicalShapeEstimator().digest(), ModelBatch.MAX),

  /** A value per point of a cube. */
  FIELD("field", "field", "field-1", 4);

  private final String wireName;
  private final String outputName;
  private final String method;
  private final int usualBatch;

  ModelKind(String wireName, String outputName, String method, int usualBatch) {
    this.wireName = wireName;
    this.outputName = outputName;
    this.method = method;
    this.usualBatch = usualBatch;
  }

  /** The name in manifests. */
  String wireName() {
    return wireName;
  }

  /** The output that is read where the manifest names none. */
  String outputName() {
    return outputName;
  }

  /** Of the way from an answer to a shape; part of every request key, changes when results can. */
  String method() {
    return method;
  }

  /** Pictures in one run where the manifest does not say: answers lie in memory together. */
  int usualBatch() {
    return usualBatch;
  }

  /** Reads such answers. */
  ModelOutput output(ModelManifest manifest) {
    return this == DEPTH2 ? new DepthOutput(manifest) : new FieldOutput(manifest);
  }
}
