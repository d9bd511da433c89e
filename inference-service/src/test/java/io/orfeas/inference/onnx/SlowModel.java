package io.orfeas.inference.onnx;

import io.orfeas.inference.field.ShapeGuess;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.gpu.vram.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A model that takes one picture at a time, and lets the test look at each before it goes on. */
public final class SlowModel implements ShapeModel {
  private final FakeModel answers = new FakeModel();
  private final Consumer<float[]> look;

  /**
   * A model.
   *
   * @param look gets the tensor of each picture, may wait
   */
  public SlowModel(Consumer<float[]> look) {
    this.look = look;
  }

  /** Its estimators; one is called {@code fake-fp32}. */
  public ModelEstimators estimators(Supplier<BatchTerms> terms) {
    return new ModelEstimators(
        Fixtures.manifest(Precision.FP32),
        this,
        "fake",
        Optional.empty(),
        ModelMemory.PROCESSOR,
        new BatchLimits(1, Duration.ZERO, Duration.ofMillis(1)),
        terms,
        Fixtures.deaf());
  }

  @Override
  public boolean isOnDevice() {
    return false;
  }

  @Override
  public List<ShapeGuess> run(
      List<float[]> pictures, int side, Precision precision, boolean onDevice) {
    pictures.forEach(look);
    return answers.run(pictures, side, precision, onDevice);
  }

  @Override
  public void close() {}
}
