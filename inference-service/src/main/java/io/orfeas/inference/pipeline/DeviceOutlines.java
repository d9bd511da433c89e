package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.OutlineKernel;
import io.orfeas.inference.gpu.BulkKernels;

/** Measures outlines on a device: both distance transforms, and what lies between them. */
final class DeviceOutlines implements OutlineKernel {
  private static final String STEP = "outline";

  /** Sixteen arrays of a number per pixel. */
  private static final int PER_PIXEL = 64;

  private final BulkKernels kernels;
  private final StepWork work;

  DeviceOutlines(BulkKernels kernels, StepWork work) {
    this.kernels = kernels;
    this.work = work;
  }

  @Override
  public Outline measure(float[] coverage, int side) {
    long pixels = (long) side * side;
    if (side < 1 || coverage.length != pixels) {
      return CPU.measure(coverage, side); // which says what is wrong
    }
    return work.run(
        new StepWork.Size(STEP, pixels, PER_PIXEL * pixels + (long) Double.BYTES * side),
        memory -> {
          BulkKernels.Outline found = kernels.outline(coverage, side, memory);
          return new Outline(found.distance(), found.squaredHeight(), found.centre());
        },
        () -> CPU.measure(coverage, side));
  }
}
