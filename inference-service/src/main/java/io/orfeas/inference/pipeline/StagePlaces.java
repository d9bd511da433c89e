package io.orfeas.inference.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the heavy steps of each stage of a run were done, and the device memory that they took.
 * Safe for concurrent use.
 */
final class StagePlaces {
  private final Map<Stage, ComputedOn> places = new ConcurrentHashMap<>();
  private final Map<Stage, Long> peaks = new ConcurrentHashMap<>();

  /** Takes note of steps of a stage. */
  StepListener of(Stage stage) {
    return new StepListener() {
      @Override
      public void done(String step, ComputedOn where) {
        places.merge(stage, where, ComputedOn::and);
      }

      @Override
      public void held(String step, long peakBytes) {
        peaks.merge(stage, peakBytes, Math::max);
      }
    };
  }

  /** Where a stage's steps were done so far; on the processor where nothing was heard. */
  ComputedOn place(Stage stage) {
    return places.getOrDefault(stage, ComputedOn.CPU);
  }

  /** Most bytes of device memory that a step of the stage held so far; 0 where none did. */
  long peakBytes(Stage stage) {
    return peaks.getOrDefault(stage, 0L);
  }
}
