package io.orfeas.inference.onnx;

import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.field.Shortfall;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.gpu.batch.Batcher;
import io.orfeas.inference.image.Cutout;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One number format of a model, as an estimator. */
final class ModelEstimator implements ShapeEstimator {
  private final String name;
  private final String digest;
  private final Batcher<ModelRunner.Question, ModelRunner.Answer> batcher;
  private final Supplier<BatchTerms> terms;

  /**
   * An estimator.
   *
   * @param digest of method, manifest and weights
   * @param terms of the run that the calling thread works for
   */
  ModelEstimator(
      String name,
      String digest,
      Batcher<ModelRunner.Question, ModelRunner.Answer> batcher,
      Supplier<BatchTerms> terms) {
    this.name = name;
    this.digest = digest;
    this.batcher = batcher;
    this.terms = terms;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public ShapeEstimator forRun(Consumer<Shortfall> degraded) {
    return new ModelRun(this, terms.get(), degraded);
  }

  @Override
  public Shape estimate(Cutout cutout, int side) {
    return ask(cutout, terms.get()).guess().within(cutout, side);
  }

  ModelRunner.Answer ask(Cutout cutout, BatchTerms of) {
    return batcher.ask(new ModelRunner.Question(cutout, of.priority()), of);
  }
}
