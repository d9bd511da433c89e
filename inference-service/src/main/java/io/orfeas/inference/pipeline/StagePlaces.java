package io.orfeas.inference.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the heavy steps of each stage of a run were done. Safe for concurrent use. */
final class StagePlaces {
  private final Map<Stage, ComputedOn> places = new ConcurrentHashMap<>();

  /** Takes note of steps of a stage. */
  StepListener of(Stage stage) {
    return (step, where) -> places.merge(stage, where, ComputedOn::and);
  }

  /** Where a stage's steps were done so far; on the processor where nothing was heard. */
  ComputedOn place(Stage stage) {
    return places.getOrDefault(stage, ComputedOn.CPU);
  }
}
