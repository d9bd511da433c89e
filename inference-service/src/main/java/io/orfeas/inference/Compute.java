package io.orfeas.inference;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.Devices;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.onnx.ModelMemory;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.runtime.Metrics;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes meshes: the pipeline, the models in it, and the device that they share. One type,
 * because models live in the device's memory and must be gone before it is.
 */
final class Compute implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Compute.class);

  private final ComputeDevice device;
  private final GpuMonitor gpus;
  private final GpuMemory memory;
  private final Models models;
  private final ReconstructionPipeline pipeline;

  private Compute(
      ComputeDevice device,
      GpuMonitor gpus,
      GpuMemory memory,
      Models models,
      ReconstructionPipeline pipeline) {
    this.device = device;
    this.gpus = gpus;
    this.memory = memory;
    this.models = models;
    this.pipeline = pipeline;
  }

  /**
   * Opens the device and loads the models.
   *
   * @param scheduler on which the device is measured from now on
   */
  static Compute open(
      InferenceConfig config,
      Metrics metrics,
      InferenceMetrics counters,
      ScheduledExecutorService scheduler) {
    ComputeDevice device = Devices.open(config.device(), Clock.systemUTC());
    logger.info("compute device: {}", device.description());
    GpuMonitor gpus = new GpuMonitor(device, new GpuMetrics(metrics));
    gpus.start(scheduler);
    Simplifier simplifier = Simplifier.best();
    logger.info(
        "simplifier: {}",
        simplifier.nativeRefusal().map(why -> "java (" + why + ")").orElse("meshoptimizer"));
    GpuMemory memory = GpuMemory.of(device, metrics);
    StepMetrics steps = new StepMetrics(metrics);
    Models models =
        Models.open(
            config.model(),
            new ModelMemory(
                memory.admission(), device::freeBytes, gpus::memory, device::freeCaches),
            metrics,
            counters,
            steps);
    ReconstructionPipeline pipeline =
        new ReconstructionPipeline(
            config.imageLimits(),
            models.estimators(),
            simplifier,
            GpuSteps.on(device, memory, steps, counters));
    return new Compute(device, gpus, memory, models, pipeline);
  }

  /** Makes the meshes. */
  ReconstructionPipeline pipeline() {
    return pipeline;
  }

  /** Every GPU as last measured. */
  List<GpuFacts> gpus() {
    return gpus.latest();
  }

  /** Bytes of the first GPU that are promised to work; 0 without one. */
  long reservedBytes() {
    return memory.held();
  }

  /**
   * What clients are told of it.
   *
   * @param queueDepth computations that wait
   */
  GpuStats stats(IntSupplier queueDepth) {
    return new GpuStats(gpus, memory::held, models::precision, queueDepth, Clock.systemUTC());
  }

  @Override
  public void close() {
    models.close();
    device.close();
  }
}
