package io.orfeas.inference.onnx;

import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.image.Cutout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An estimator for one run: the stages ask for shells of several sizes of the same cut-out, for
 * which the model runs once. For one thread at a time: stages may be made ahead on another.
 */
final class ModelRun implements ShapeEstimator {
  private final ModelEstimator estimator;
  private final BatchTerms terms;
  private final Consumer<Shortfall> degraded;
  private @Nullable Cutout last;
  private ModelRunner.@Nullable Answer answer;

  ModelRun(ModelEstimator estimator, BatchTerms terms, Consumer<Shortfall> degraded) {
    this.estimator = estimator;
    this.terms = terms;
    this.degraded = degraded;
  }

  @Override
  public String name() {
    return estimator.name();
  }

  @Override
  public String digest() {
    return estimator.digest();
  }

  @Override
  public Shape estimate(Cutout cutout, int side) {
    ModelRunner.Answer known = answer;
    if (known == null || last != cutout) {
      known = estimator.ask(cutout, terms);
      last = cutout;
      answer = known;
      Shortfall shortfall = known.shortfall();
      if (shortfall != null) {
        degraded.accept(shortfall);
      }
    }
    return known.guess().within(cutout, side);
  }
}
