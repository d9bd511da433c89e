package io.orfeas.inference;

import io.grpc.Status.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line in the log for each request, however it ended. Holds no picture and no mesh. */
final class OutcomeLog {
  private static final Logger logger = LoggerFactory.getLogger(OutcomeLog.class);
  private static final long NANOS_PER_MICRO = 1_000;
  private static final double MICROS_PER_SECOND = 1e6;

  private OutcomeLog() {}

  /** A request that was understood; of others {@link #refused} has told why. */
  static void write(RequestOutcome ended) {
    if (ended.cache().equals(RequestOutcome.NOT_ASKED)) {
      return;
    }
    LoggingEventBuilder line =
        logger
            .atInfo()
            .addKeyValue("request_key", ended.request().key())
            .addKeyValue("outcome", ended.outcome())
            .addKeyValue("status", ended.status().name())
            .addKeyValue("cache", ended.cache())
            .addKeyValue("stage", ended.stage())
            .addKeyValue("duration_seconds", seconds(ended.duration()));
    line = add(line, "first_stage_seconds", ended.firstStage());
    line = add(line, "queue_wait_seconds", ended.queueWait());
    if (ended.request().quality() != 0) {
      line =
          line.addKeyValue("quality", ended.request().quality())
              .addKeyValue("estimator", ended.request().estimator());
    }
    line.log("request ended");
  }

  /** A request that was refused before it had a key. */
  static void refused(Code status, @Nullable String why) {
    logger
        .atInfo()
        .addKeyValue("outcome", RequestOutcome.outcome(status))
        .addKeyValue("status", status.name())
        .addKeyValue("reason", String.valueOf(why))
        .log("request refused");
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder line, String name, @Nullable Duration value) {
    return value == null ? line : line.addKeyValue(name, seconds(value));
  }

  private static double seconds(Duration duration) {
    long micros = duration.toNanos() / NANOS_PER_MICRO;
    return micros / MICROS_PER_SECOND;
  }
}
