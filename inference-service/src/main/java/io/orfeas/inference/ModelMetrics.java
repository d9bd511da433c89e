package io.orfeas.inference;

import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.inference.gpu.vram.Precision;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.onnx.ModelListener;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What the runs of a model are counted and timed by. */
final class ModelMetrics implements ModelListener {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Metrics metrics;
  private final InferenceMetrics counters;
  private final StepMetrics steps;
  private final Gauge loaded;
  private final Counter batches;
  private final Counter pictures;
  private final Counter rungs;
  private final Histogram waits;

  ModelMetrics(Metrics metrics, InferenceMetrics counters, StepMetrics steps) {
    this.metrics = metrics;
    this.counters = counters;
    this.steps = steps;
    loaded =
        metrics.gauge("orfeas_model_loaded", "1 where the configured model is in use, else 0.");
    batches = metrics.counter("orfeas_model_batches_total", "Runs of the model.", "precision");
    pictures =
        metrics.counter(
            "orfeas_model_pictures_total", "Pictures in runs of the model.", "precision");
    rungs =
        metrics.counter(
            "orfeas_model_rungs_total",
            "Runs of the model that were tried again in a cheaper way after memory ran out.",
            "rung");
    for (Rung rung : Rung.values()) {
      rungs.labels(rung.wireName());
    }
    waits =
        metrics.durations(
            "orfeas_model_wait_seconds", "Longest wait in a batch, from its picture to its run.");
  }

  /** The model is in use. */
  void loaded(DoubleSupplier waiting) {
    loaded.set(1);
    metrics.gauge("orfeas_model_waiting", "Pictures that wait for a run of the model.", waiting);
  }

  @Override
  public void running(Precision precision, int size, long longestWaitNanos) {
    batches.labels(precision.wireName()).inc();
    pictures.labels(precision.wireName()).inc(size);
    waits.observe(longestWaitNanos / NANOS_PER_SECOND);
  }

  @Override
  public void failed(String stage, DeviceFailureException failure) {
    steps.failed(stage, failure);
  }

  @Override
  public void outOfMemory(String stage, @Nullable Rung next) {
    // Where nothing is left, the run fails and is counted under the stage that it was in.
    if (next != null) {
      rungs.labels(next.wireName()).inc();
      counters.survivedOutOfMemory(stage);
    }
  }
}
