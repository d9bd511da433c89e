package io.orfeas.inference.run;

/** Hears of runs, for metrics, telemetry and traces. */
@FunctionalInterface
public interface RunObserver {
  /**
   * A run is about to be queued. Called in the trace of the request that causes it.
   *
   * @param source {@code MISS}, {@code BYPASS} or {@code UNAVAILABLE}: why it is computed here
   */
  ObservedRun queued(RunRequest request, Source source);
}
