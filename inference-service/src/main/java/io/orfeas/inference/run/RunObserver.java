package io.orfeas.inference.run;

import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.Stage;
import java.time.Duration;

/** Hears of computed stages, for metrics and telemetry. Must not block. */
@FunctionalInterface
public interface RunObserver {
  /**
   * A stage ended.
   *
   * @param outcome {@code ok}, {@code error} or {@code cancelled}
   */
  void stage(GenerationOptions options, Stage stage, Duration duration, String outcome);
}
