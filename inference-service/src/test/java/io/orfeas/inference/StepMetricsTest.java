package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.orfeas.inference.gpu.DeviceFailureException;
import io.orfeas.runtime.Metrics;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StepMetricsTest {
  private final StepMetrics metrics = new StepMetrics(new Metrics());

  @Test
  void failed_stepAfterStep_countsEachAndSaysItOnce() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(StepMetrics.class);
    lines.start();
    logger.addAppender(lines);
    try {
      for (int i = 0; i < 10; i++) {
        metrics.failed("relief", new Broken());
      }
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(metrics.failures("relief")).isEqualTo(10);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage()).startsWith("relief: done by the processor");
  }

  private static final class Broken extends DeviceFailureException {
    private static final long serialVersionUID = 1;

    Broken() {
      super("launch: CUDA_ERROR_LAUNCH_FAILED (expected: success)");
    }
  }
}
