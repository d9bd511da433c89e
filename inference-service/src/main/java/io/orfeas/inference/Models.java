package io.orfeas.inference;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.onnx.ModelEstimators;
import io.orfeas.inference.onnx.ModelMemory;
import io.orfeas.inference.onnx.ModelRefusedException;
import io.orfeas.runtime.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shape estimators there are: the classical one, and a model where one is configured. */
final class Models implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Models.class);

  private final Optional<ModelEstimators> learned;

  private Models(Optional<ModelEstimators> learned) {
    this.learned = learned;
  }

  /** Loads what is configured; what cannot be loaded is logged with the reason, and left out. */
  static Models open(
      ModelSettings settings,
      ModelMemory memory,
      Metrics metrics,
      InferenceMetrics counters,
      StepMetrics steps) {
    if (settings.manifest().isEmpty()) {
      return new Models(Optional.empty());
    }
    ModelMetrics measured = new ModelMetrics(metrics, counters, steps);
    try {
      ModelEstimators loaded =
          ModelEstimators.open(
              settings.manifest().get(),
              settings.threads(),
              settings.precision(),
              memory,
              settings.batch(),
              RunTerms::current,
              measured);
      logger.info("model: {}", loaded.description());
      measured.loaded(loaded::waiting);
      return new Models(Optional.of(loaded));
    } catch (ModelRefusedException refusal) {
      logger.warn("model refused: {}", refusal.getMessage());
      return new Models(Optional.empty());
    }
  }

  /** All estimators, the default first. */
  List<ShapeEstimator> estimators() {
    List<ShapeEstimator> all = new ArrayList<>(List.of(new ClassicalShapeEstimator()));
    learned.ifPresent(model -> all.addAll(model.all()));
    return all;
  }

  /** The number format that a model's requests get now; empty without a model. */
  Optional<Precision> precision() {
    return learned.map(ModelEstimators::precision);
  }

  @Override
  public void close() {
    learned.ifPresent(ModelEstimators::close);
  }
}
