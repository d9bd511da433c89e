package io.orfeas.inference;

import io.orfeas.inference.gpu.vram.ModelBatch;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.onnx.BatchLimits;
import io.orfeas.runtime.Env;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings of the shape estimator with learned weights.
 *
 * @param manifest of the model; empty for none
 * @param precision to run it in; empty for what device memory suggests
 * @param threads of the processor for one run
 * @param batch how runs are shared
 */
public record ModelSettings(
    Optional<Path> manifest, Optional<Precision> precision, int threads, BatchLimits batch) {

  static ModelSettings read(Env env) {
    Path none = Path.of("");
    Path manifest = env.path("ORFEAS_ONNX_MODEL", none);
    String precision = env.choice("ORFEAS_ONNX_PRECISION", "auto", "auto", "fp32", "fp16", "int8");
    return new ModelSettings(
        manifest.equals(none) ? Optional.empty() : Optional.of(manifest),
        precision.equals("auto")
            ? Optional.empty()
            : Optional.of(Precision.valueOf(precision.toUpperCase(Locale.ROOT))),
        env.integer("ORFEAS_ONNX_THREADS", 1, 1, 256),
        new BatchLimits(
            env.integer("ORFEAS_BATCH_MAX", 8, 1, ModelBatch.MAX),
            env.duration("ORFEAS_BATCH_HOLD", Duration.ofMillis(2)),
            env.duration("ORFEAS_VRAM_PATIENCE", Duration.ofSeconds(2))));
  }
}
