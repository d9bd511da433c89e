package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.ClassicalShapeEstimator;
import io.orfeas.inference.field.ShapeEstimator;
import io.orfeas.inference.image.Foreground;
import io.orfeas.inference.image.ForegroundSegmenter;
import io.orfeas.inference.image.ImageDecoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.mesh.Surface;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Picture bytes in, four meshes out.
 *
 * <p>Decode, cut the object out, estimate its depths, and then the same surface four times, each
 * finer than the one before. Every stage is handed over before the next one begins, and each is a
 * complete closed mesh. While the file of one is made, the next one's shape is. Immutable; safe for
 * concurrent use; deterministic.
 */
public final class ReconstructionPipeline implements Reconstruction {
  /** Part of every request key: changes whenever results can. */
  public static final String VERSION = "6";

  private final ImageLimits limits;
  private final Map<String, ShapeEstimator> estimators;
  private final String defaultEstimator;
  private final Simplifier simplifier;
  private final HeavySteps steps;

  /**
   * A pipeline over estimators, the first of which is the default.
   *
   * @param limits largest picture accepted
   * @param estimators at least one, with distinct names
   * @param simplifier brings the final mesh within its budget
   * @param steps the heavy steps, on whatever device: the results are the same bit by bit
   */
  public ReconstructionPipeline(
      ImageLimits limits,
      List<ShapeEstimator> estimators,
      Simplifier simplifier,
      HeavySteps steps) {
    this.limits = limits;
    this.estimators = new LinkedHashMap<>();
    estimators.forEach(estimator -> this.estimators.put(estimator.name(), estimator));
    defaultEstimator = estimators.get(0).name();
    this.simplifier = simplifier;
    this.steps = steps;
  }

  /** The pipeline that needs no weights, on the processor. */
  public static ReconstructionPipeline standard(ImageLimits limits, Simplifier simplifier) {
    return standard(limits, simplifier, HeavySteps.CPU);
  }

  /** The pipeline that needs no weights. */
  public static ReconstructionPipeline standard(
      ImageLimits limits, Simplifier simplifier, HeavySteps steps) {
    List<ShapeEstimator> estimators = List.of(new ClassicalShapeEstimator());
    return new ReconstructionPipeline(limits, estimators, simplifier, steps);
  }

  /** Names of the estimators. */
  public Set<String> estimators() {
    return estimators.keySet();
  }

  /** Name of the estimator that is used when none is asked for. */
  public String defaultEstimator() {
    return defaultEstimator;
  }

  /** An estimator by name. */
  public ShapeEstimator estimator(String name) {
    return Objects.requireNonNull(estimators.get(name), name);
  }

  @Override
  public void run(byte[] picture, GenerationOptions options, StageListener listener) {
    RgbaImage image = ImageDecoder.decode(picture, limits);
    Foreground foreground = ForegroundSegmenter.find(image);
    ShapeEstimator estimator = estimator(options.estimator()).forRun(listener::degraded);
    StageShapes shapes =
        new StageShapes(foreground, estimator, options, simplifier, steps.forRun());
    listener.accepted(foreground.previewMask());
    requireWanted(listener, Stage.VOXEL_PREVIEW);
    long start = System.nanoTime();
    Surface preview = shapes.preview();
    StageFiles files = new StageFiles(options, shapes, start);
    try (ShapesAhead ahead = new ShapesAhead(shapes)) {
      listener.finished(files.preview(preview, shapes.previewColors(preview.mesh())));
      requireWanted(listener, Stage.ROUGH_MESH);
      listener.finished(surface(Stage.ROUGH_MESH, ahead.rough(), shapes, files));
      requireWanted(listener, Stage.REFINED_MESH);
      listener.finished(surface(Stage.REFINED_MESH, ahead.refined(), shapes, files));
      requireWanted(listener, Stage.FINAL_OPTIMIZED);
      Colors colors = ahead.finalColors();
      listener.finished(files.optimized(ahead.simplified(), colors));
    }
  }

  private static StageResult surface(
      Stage stage, Surface shape, StageShapes shapes, StageFiles files) {
    return files.surface(stage, shape, shapes.earlyColors(stage, shape));
  }

  private static void requireWanted(StageListener listener, Stage next) {
    if (listener.isCancelled()) {
      throw new CancellationException("run: cancelled before " + next.wireName());
    }
  }
}
