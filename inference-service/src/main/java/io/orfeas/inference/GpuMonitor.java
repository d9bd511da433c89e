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
 */
final class GpuMonitor {
  private static final Logger logger = LoggerFactory.getLogger(GpuMonitor.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);

  private final ComputeDevice device;
  private final GpuMetrics metrics;
  private final Map<String, VramManager> managers = new ConcurrentHashMap<>();
  private volatile List<GpuFacts> latest = List.of();

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

  /** Takes one measurement of every GPU. */
  void measure() {
    try {
      List<GpuFacts> facts = device.measure();
      facts.forEach(this::keep);
      latest = List.copyOf(facts);
    } catch (RuntimeException failure) {
      // The next measurement may succeed; an exception here would end all further ones.
      metrics.failed();
      logger.warn("gpu facts: not measured", failure);
    }
  }

  private void keep(GpuFacts facts) {
    VramBudget budget = new VramBudget(facts.memory().totalBytes());
    managers.computeIfAbsent(facts.uuid(), unknown -> new VramManager(budget)).add(facts.memory());
    metrics.set(facts);
  }

  /** What runs the work. */
  ComputeDevice device() {
    return device;
  }

  /** Every GPU as last measured, the one in use first. */
  List<GpuFacts> latest() {
    return latest;
  }

  /** The memory of the GPU in use; empty without one. */
  Optional<VramManager> memory() {
    return latest.stream().findFirst().map(facts -> managers.get(facts.uuid()));
  }
}
