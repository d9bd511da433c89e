package io.orfeas.inference;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.gpu.vram.StageMemory;
import io.orfeas.inference.pipeline.AdmittedWork;
import io.orfeas.inference.pipeline.DeviceSteps;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.inference.pipeline.StepListener;
import java.util.EnumSet;
import java.util.Optional;

/** Heavy steps are done on the GPU where there is one, with its memory kept account of. */
final class GpuSteps {
  private GpuSteps() {}

  /** The steps for a device; the processor's own without a GPU. */
  static HeavySteps on(
      ComputeDevice device, GpuMemory memory, StepListener listener, InferenceMetrics counters) {
    Optional<BulkKernels> kernels = device.kernels();
    Optional<StageMemory> books = memory.admission();
    if (kernels.isEmpty() || books.isEmpty()) {
      return HeavySteps.CPU;
    }
    AdmittedWork work =
        new AdmittedWork(
            books.get(), ladder(device, counters), listener, () -> RunTerms.current().priority());
    return new DeviceSteps(kernels.get(), work);
  }

  private static OomLadder ladder(ComputeDevice device, InferenceMetrics counters) {
    return new OomLadder(
        EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
        device::freeCaches,
        (stage, next) -> {
          if (next == null) {
            counters.outOfMemory(stage);
          } else {
            counters.survivedOutOfMemory(stage);
          }
        });
  }
}
