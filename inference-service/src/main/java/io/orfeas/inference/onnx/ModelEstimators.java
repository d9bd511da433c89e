package io.orfeas.inference.onnx;

import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.gpu.batch.BatchTerms;
import io.orfeas.inference.gpu.batch.Batcher;
import io.orfeas.inference.gpu.vram.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The estimators of one model: its own name, which takes the number format that memory suggests,
 * and one for each format, {@code onnx-fp16} for example. A request that names the model is one for
 * the format chosen when it arrived: so its key says what it was computed with.
 */
public final class ModelEstimators implements AutoCloseable {
  private final ShapeModel model;
  private final ModelManifest manifest;
  private final ModelRunner runner;
  private final Supplier<Precision> precision;
  private final String description;
  private final Map<Precision, ShapeEstimator> variants = new EnumMap<>(Precision.class);
  private final List<Batcher<ModelRunner.Question, ModelRunner.Answer>> batchers =
      new ArrayList<>();

  ModelEstimators(
      ModelManifest manifest,
      ShapeModel model,
      String provider,
      Optional<Precision> forced,
      ModelMemory memory,
      BatchLimits limits,
      Supplier<BatchTerms> terms,
      ModelListener listener) {
    this.model = model;
    this.manifest = manifest;
    this.precision = () -> manifest.nearest(forced.orElseGet(memory::recommended));
    this.description =
        "%s on %s, %s, weights: %s"
            .formatted(
                manifest.name(),
                provider,
                String.join(
                    "|", manifest.variants().keySet().stream().map(Precision::wireName).toList()),
                manifest.license());
    runner =
        new ModelRunner(manifest, model, memory, listener, limits.patience(), System::nanoTime);
    int most = Math.min(manifest.maxBatch(), limits.most());
    for (Precision each : manifest.variants().keySet()) {
      Batcher<ModelRunner.Question, ModelRunner.Answer> batcher =
          new Batcher<>(
              limits.hold().toNanos(),
              waiting -> memory.batch(most, runner.sampleBytes(each), waiting),
              questions -> runner.run(questions, each),
              (size, waited) -> listener.running(each, size, waited),
              System::nanoTime);
      batchers.add(batcher);
      String name = manifest.name() + "-" + each.wireName();
      variants.put(each, new ModelEstimator(name, digest(each), batcher, terms));
    }
  }

  /**
   * Loads the model that a manifest describes.
   *
   * @param manifest its file; weights lie relative to it
   * @param threads of the processor for one run, at least 1
   * @param forced the number format; empty for what memory suggests
   * @param terms of the run that the calling thread works for
   * @throws ModelRefusedException when it cannot be used, with the reason
   */
  public static ModelEstimators open(
      Path manifest,
      int threads,
      Optional<Precision> forced,
      ModelMemory memory,
      BatchLimits limits,
      Supplier<BatchTerms> terms,
      ModelListener listener) {
    ModelManifest read = ManifestReader.read(manifest);
    try {
      // Inside, for without ONNX Runtime there is no such class.
      Optional<OnnxDevice> device = memory.admission().map(books -> new CudaSessions());
      OnnxModel model = OnnxModel.open(read, threads, device);
      // What is free on a device that it does not run on says nothing.
      boolean refused = device.isPresent() && !model.isOnDevice();
      return new ModelEstimators(
          read,
          model,
          model.provider(),
          forced,
          refused ? ModelMemory.PROCESSOR : memory,
          limits,
          terms,
          listener);
    } catch (LinkageError absent) {
      throw new ModelRefusedException(
          "ONNX Runtime: not on the class path (expected: its jar in plugins/)", absent);
    }
  }

  /** All estimators, the one that chooses first. */
  public List<ShapeEstimator> all() {
    List<ShapeEstimator> all = new ArrayList<>();
    all.add(new ModelChoice(manifest.name(), () -> variants.get(precision())));
    all.addAll(variants.values());
    return all;
  }

  /** The number format that a request gets now. */
  public Precision precision() {
    return precision.get();
  }

  /** Pictures that wait for a run. */
  public int waiting() {
    return batchers.stream().mapToInt(Batcher::waiting).sum();
  }

  /** What runs where, for the log. */
  public String description() {
    return description;
  }

  @Override
  public void close() {
    runner.close();
    model.close();
  }

  /** The processor and a GPU round differently. */
  private String digest(Precision each) {
    return String.join(
        ":",
        manifest.kind().method(),
        manifest.digest(),
        manifest.variants().get(each).sha256(),
        model.isOnDevice() ? "cuda" : "cpu");
  }
}
