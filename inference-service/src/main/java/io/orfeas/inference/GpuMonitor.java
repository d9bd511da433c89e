package io.orfeas.inference;

import io.orfeas.inference.gpu.ComputeDevice;
import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.inference.gpu.vram.VramBudget;
import io.orfeas.inference.gpu.vram.VramManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the GPUs every five seconds, so that no request waits for a driver, and keeps an hour of
 * memory history for each. Without a GPU it does nothing.
 *
 * <p>One failed measurement may be followed by a good one, and its figures are kept so long. After
 * {@value #LOST} in a row the device counts as lost until it answers again: its last figures say
 * nothing any more, and nobody is advised by them.
 */
final class GpuMonitor {
  private static final Logger logger = LoggerFactory.getLogger(GpuMonitor.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /** Measurements that fail in a row before a device counts as lost. */
  private static final int LOST = 3;

  private final ComputeDevice device;
  private final GpuMetrics metrics;
  private final Map<String, VramManager> managers = new ConcurrentHashMap<>();
  private volatile List<GpuFacts> latest = List.of();
  private volatile String failure = "";
  private int failures;

  GpuMonitor(ComputeDevice device, GpuMetrics metrics) {
    this.device = device;
    this.metrics = metrics;
  }

  /** Measures now, and from now on. */
  void start(ScheduledExecutorService scheduler) {
    if (device.isGpu()) {
      measure();
      scheduler.scheduleAtFixedRate(
          this::measure, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Takes one measurement of every GPU. For one thread at a time. */
  void measure() {
    try {
      List<GpuFacts> facts = device.measure();
      facts.forEach(this::keep);
      latest = List.copyOf(facts);
      if (failures > 0) {
        logger.info("gpu facts: measured again, after {} failures", failures);
      }
      failures = 0;
      failure = "";
    } catch (RuntimeException unmeasured) {
      // The next measurement may succeed; an exception here would end all further ones.
      metrics.failed();
      failed(unmeasured);
    }
  }

  private void failed(RuntimeException unmeasured) {
    failures++;
    if (failures == 1) {
      logger.warn("gpu facts: not measured", unmeasured);
    }
    if (failures == LOST) {
      logger.error("gpu facts: lost after {} failures: {}", LOST, reason(unmeasured));
    }
    if (failures >= LOST) {
      latest = List.of();
      failure = reason(unmeasured);
    }
  }

  private static String reason(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }

  private void keep(GpuFacts facts) {
    VramBudget budget = new VramBudget(facts.memory().totalBytes());
    managers.computeIfAbsent(facts.uuid(), unknown -> new VramManager(budget)).add(facts.memory());
    metrics.set(facts);
  }

  /** Whether there is a GPU, and it is not lost. */
  boolean isAvailable() {
    return device.isGpu() && failure.isEmpty();
  }

  /** What runs the work; where that is lost, why. */
  String description() {
    String lost = failure;
    return lost.isEmpty() ? device.description() : device.description() + ", lost: " + lost;
  }

  /** Every GPU as last measured, the one in use first; empty while that is lost. */
  List<GpuFacts> latest() {
    return latest;
  }

  /** The memory of the GPU in use; empty without one, and while it is lost. */
  Optional<VramManager> memory() {
    return latest.stream().findFirst().map(facts -> managers.get(facts.uuid()));
  }
}
