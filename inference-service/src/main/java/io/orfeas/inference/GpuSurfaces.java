package io.orfeas.inference;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.vram.OomLadder;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.mesh.SurfaceKernel;
import io.orfeas.inference.pipeline.AdmittedSurface;
import java.util.EnumSet;

/** Surfaces are extracted on the GPU where there is one, with its memory kept account of. */
final class GpuSurfaces {
  private GpuSurfaces() {}

  /** The kernel for a device; the processor's own without a GPU. */
  static SurfaceKernel on(ComputeDevice device, GpuMemory memory, InferenceMetrics counters) {
    OomLadder ladder =
        new OomLadder(
            EnumSet.of(Rung.FREE_CACHES, Rung.CPU),
            device::freeCaches,
            (stage, next) -> {
              if (next == null) {
                counters.outOfMemory(stage);
              } else {
                counters.survivedOutOfMemory(stage);
              }
            });
    return device
        .kernels()
        .flatMap(
            kernels -> memory.admission().map(books -> new AdmittedSurface(kernels, books, ladder)))
        .<SurfaceKernel>map(admitted -> admitted)
        .orElse(SurfaceKernel.CPU);
  }
}
