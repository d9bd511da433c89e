package io.orfeas.inference.gpu.vram;

/**
 * How a stage is to be done.
 *
 * @param chunks pieces that the work is cut into, one after another; 1 or more
 * @param precision of models
 * @param resolution factor on the grid's side, in (0, 1]
 * @param onDevice whether the device does it, and not the processor
 */
public record WorkPlan(int chunks, Precision precision, double resolution, boolean onDevice) {
  /** All at once, as exact and fine as asked for, on the device. */
  public static final WorkPlan FULL = new WorkPlan(1, Precision.FP32, 1, true);

  WorkPlan withChunks(int value) {
    return new WorkPlan(value, precision, resolution, onDevice);
  }

  WorkPlan withPrecision(Precision value) {
    return new WorkPlan(chunks, value, resolution, onDevice);
  }

  WorkPlan withResolution(double value) {
    return new WorkPlan(chunks, precision, value, onDevice);
  }

  WorkPlan onCpu() {
    return new WorkPlan(1, Precision.FP32, 1, false);
  }
}
