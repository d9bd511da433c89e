package io.orfeas.inference;

import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.StepListener;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;

/** Counts where heavy steps ran, and what went over the bus for them. Nothing without a GPU. */
final class StepMetrics implements StepListener {
  private final Counter steps;
  private final Counter copies;

  StepMetrics(Metrics metrics) {
    steps =
        metrics.counter(
            "orfeas_device_steps_total",
            "Heavy steps of runs, by what did them.",
            "step",
            "device");
    copies =
        metrics.counter(
            "orfeas_device_copied_bytes_total",
            "Bytes copied to the device (up) and from it (down) for heavy steps.",
            "step",
            "direction");
  }

  @Override
  public void done(String step, ComputedOn where) {
    steps.labels(step, where.wireName()).inc();
  }

  @Override
  public void copied(String step, long uploaded, long downloaded) {
    copies.labels(step, "up").inc(uploaded);
    copies.labels(step, "down").inc(downloaded);
  }

  /** Steps done, for {@code cuda} or {@code cpu}. */
  double steps(String step, ComputedOn where) {
    return steps.labels(step, where.wireName()).get();
  }

  /** Bytes copied {@code up} or {@code down}. */
  double copied(String step, String direction) {
    return copies.labels(step, direction).get();
  }
}
