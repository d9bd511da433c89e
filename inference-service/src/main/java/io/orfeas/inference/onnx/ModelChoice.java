package io.orfeas.inference.onnx;

import io.orfeas.inference.field.Shape;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.image.Cutout;
import java.util.function.Supplier;

/** A model under its own name: whichever number format memory suggests when a request arrives. */
final class ModelChoice implements ShapeEstimator {
  private final String name;
  private final Supplier<ShapeEstimator> choice;

  ModelChoice(String name, Supplier<ShapeEstimator> choice) {
    this.name = name;
    this.choice = choice;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ShapeEstimator current() {
    return choice.get();
  }

  @Override
  public String digest() {
    return current().digest();
  }

  @Override
  public Shape estimate(Cutout cutout, int side) {
    return current().estimate(cutout, side);
  }
}
