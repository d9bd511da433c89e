package io.orfeas.inference.onnx;

import io.orfeas.inference.gpu.vram.Precision;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a model takes and gives, so that exports of different makers fit: the file that a user
 * writes beside the weights.
 *
 * @param name the estimator's name: a letter, then up to 31 letters, digits or dashes, lower case
 * @param license of the weights, for the log
 * @param input the picture it takes
 * @param kind what it answers
 * @param outputName the output to read
 * @param outputScale of depths, object units in one unit of output, negative where the model counts
 *     away from the viewer; of a field, any number, negative where the model counts inside up
 * @param outputLevel of a field, the value at the surface; 0 for depths
 * @param maxBatch pictures that one run may take, 1..32
 * @param sampleBytes memory that one picture takes in fp32, until something was measured
 * @param variants the model in each number format there is; at least one
 * @param digest SHA-256 of the manifest, which names the weights by theirs
 */
record ModelManifest(
    String name,
    String license,
    ModelKind kind,
    ModelInput input,
    String outputName,
    float outputScale,
    float outputLevel,
    int maxBatch,
    long sampleBytes,
    Map<Precision, Variant> variants,
    String digest) {

  /**
   * The model in one number format.
   *
   * @param file of the weights, absolute
   * @param sha256 of the file, 64 lower-case hexadecimal characters
   */
  record Variant(Path file, String sha256) {}

  ModelManifest {
    variants = new EnumMap<>(variants);
  }

  /** The wanted format, or else the next less exact one there is, or else the least exact. */
  Precision nearest(Precision wanted) {
    Precision found = null;
    for (Precision there : variants.keySet()) {
      found = there;
      if (there.compareTo(wanted) >= 0) {
        break;
      }
    }
    if (found == null) {
      throw new IllegalStateException("variants: none (expected: at least one)");
    }
    return found;
  }
}
