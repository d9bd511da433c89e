package io.orfeas.inference.pipeline;

import io.orfeas.inference.gpu.DeviceFailureException;

/** Hears of heavy steps where a device takes part; quick and safe for concurrent use. */
@FunctionalInterface
public interface StepListener {
  /**
   * A step is done.
   *
   * @param step {@code relief}, {@code surface}, {@code placing} or {@code texture}
   * @param where never {@link ComputedOn#BOTH}
   */
  void done(String step, ComputedOn where);

  /**
   * An attempt on the device has ended, with or without a result.
   *
   * @param step as for {@link #done}
   * @param uploaded bytes copied to the device
   * @param downloaded bytes copied from the device
   */
  default void copied(String step, long uploaded, long downloaded) {}

  /**
   * A step needs the device memory no longer that was reserved for it; it is given back next.
   *
   * @param step as for {@link #done}
   * @param peakBytes the most that it had allocated at once
   */
  default void held(String step, long peakBytes) {}

  /** The device did not do a step, which the processor does instead. */
  default void failed(String step, DeviceFailureException failure) {}

  /** Tells another one too. */
  default StepListener and(StepListener other) {
    StepListener first = this;
    return new StepListener() {
      @Override
      public void done(String step, ComputedOn where) {
        first.done(step, where);
        other.done(step, where);
      }

      @Override
      public void copied(String step, long uploaded, long downloaded) {
        first.copied(step, uploaded, downloaded);
        other.copied(step, uploaded, downloaded);
      }

      @Override
      public void held(String step, long peakBytes) {
        first.held(step, peakBytes);
        other.held(step, peakBytes);
      }

      @Override
      public void failed(String step, DeviceFailureException failure) {
        first.failed(step, failure);
        other.failed(step, failure);
      }
    };
  }
}
