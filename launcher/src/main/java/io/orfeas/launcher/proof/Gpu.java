package io.orfeas.launcher.proof;

import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.Devices;
import java.time.Clock;

/** The GPU, as the services open it. */
final class Gpu {
  private Gpu() {}

  /** The GPU, or the processor with the reason. */
  static ComputeDevice open() {
    return Devices.open(Devices.Wanted.CUDA, Clock.systemUTC());
  }

  static BulkKernels kernels(ComputeDevice device) {
    return device
        .kernels()
        .orElseThrow(() -> new IllegalStateException("compute device: " + device.description()));
  }
}
