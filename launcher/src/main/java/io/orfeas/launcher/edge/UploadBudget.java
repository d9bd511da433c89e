package io.orfeas.launcher.edge;

import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the uploads held in memory, all together: a call behind takes a whole body, so a body is
 * held whole until its call has it.
 */
final class UploadBudget {
  private static final Duration LATER = Duration.ofSeconds(1);

  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final Counter refused;

  UploadBudget(long limit, Metrics metrics) {
    this.limit = limit;
    metrics.gauge(
        "orfeas_edge_upload_bytes", "Bytes set aside for uploads in flight.", held::doubleValue);
    refused =
        metrics.counter(
            "orfeas_edge_uploads_refused_total", "Uploads refused because too many are in flight.");
  }

  /**
   * Sets bytes aside.
   *
   * @return gives them back; more than once does no harm
   * @throws Failure {@code RESOURCE_EXHAUSTED} when others hold too many
   */
  Runnable hold(long bytes) {
    if (held.addAndGet(bytes) > limit) {
      held.addAndGet(-bytes);
      refused.inc();
      throw Failure.exhausted(
          "UPLOADS_BUSY", "uploads in flight: %d bytes at most".formatted(limit), LATER);
    }
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        held.addAndGet(-bytes);
      }
    };
  }
}
