package io.orfeas.inference;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.pipeline.ComputedOn;
import io.orfeas.inference.pipeline.StepListener;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.Seldom;
import io.prometheus.client.Counter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts where heavy steps ran, and what went over the bus for them. Nothing without a GPU. */
final class StepMetrics implements StepListener {
  private static final Logger logger = LoggerFactory.getLogger(StepMetrics.class);

  private final Counter steps;
  private final Counter copies;
  private final Counter failures;
  private final Seldom logged = new Seldom(Duration.ofMinutes(1));

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
    failures =
        metrics.counter(
            "orfeas_device_failures_total",
            "Heavy steps and runs of the model that the device did not do, and not for lack of memory.",
            "step");
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

  @Override
  public void failed(String step, DeviceFailureException failure) {
    failures.labels(step).inc();
    logged
        .next()
        .ifPresent(
            more ->
                logger.error(
                    "{}: done by the processor, because the device failed (and {} more since the"
                        + " last such line)",
                    step,
                    more,
                    failure));
  }

  /** Steps that the device did not do. */
  double failures(String step) {
    return failures.labels(step).get();
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
