package io.orfeas.inference.pipeline;

import io.orfeas.inference.field.DepthShell;
import io.orfeas.inference.field.ReliefKernel;
import io.orfeas.inference.gpu.BulkKernels;
import io.orfeas.inference.gpu.MemoryUse;
import io.orfeas.inference.image.Cutout;

/** Makes shells on a device; the profile between outline and relief is the processor's. */
final class DeviceReliefs implements ReliefKernel {
  private static final String STEP = "relief";
  private static final int LEAST_SIDE = 2;

  /** Some thirty numbers per pixel, the lower envelopes' starts among them twice as long. */
  private static final int PER_PIXEL = 128;

  private final BulkKernels kernels;
  private final StepWork work;

  DeviceReliefs(BulkKernels kernels, StepWork work) {
    this.kernels = kernels;
    this.work = work;
  }

  @Override
  public DepthShell shell(float[] coverage, int side, Profiler profiler) {
    long pixels = (long) side * side;
    if (side < LEAST_SIDE || coverage.length != pixels) {
      return CPU.shell(coverage, side, profiler); // which says what is wrong
    }
    return work.run(
        new StepWork.Size(STEP, pixels, PER_PIXEL * pixels),
        memory -> onDevice(coverage, side, profiler, memory),
        () -> CPU.shell(coverage, side, profiler));
  }

  private DepthShell onDevice(float[] coverage, int side, Profiler profiler, MemoryUse memory) {
    BulkKernels.Shell made =
        kernels.shell(
            coverage,
            side,
            (float) (1 / (side * Cutout.FILL)),
            found -> {
              Outline outline =
                  new Outline(found.distance(), found.squaredHeight(), found.centre());
              Profile profile = profiler.profile(outline, side);
              return new BulkKernels.Profile(profile.squaredHeight(), profile.mid());
            },
            memory);
    return new DepthShell(side, made.outline(), made.front(), made.back());
  }
}
