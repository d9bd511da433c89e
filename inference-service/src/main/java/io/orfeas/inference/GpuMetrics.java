package io.orfeas.inference;

import io.orfeas.inference.gpu.GpuFacts;
import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.OptionalDouble;

/**
 * The facts of GPUs under the names of the OpenTelemetry semantic conventions for hardware,
 * labelled with the device's UUID. What a device does not report has no series.
 */
final class GpuMetrics {
  private final Gauge used;
  private final Gauge total;
  private final Gauge memoryShare;
  private final Gauge busy;
  private final Gauge temperature;
  private final Gauge power;
  private final Gauge energy;
  private final Gauge errors;
  private final Counter failures;

  GpuMetrics(Metrics metrics) {
    used = gauge(metrics, "hw_gpu_memory_usage_bytes", "Memory in use on a GPU, by anyone.");
    total = gauge(metrics, "hw_gpu_memory_limit_bytes", "Memory of a GPU.");
    memoryShare = gauge(metrics, "hw_gpu_memory_utilization_ratio", "Share of memory in use.");
    busy = gauge(metrics, "hw_gpu_utilization_ratio", "Share of time in which a GPU computed.");
    temperature = gauge(metrics, "hw_temperature_celsius", "Temperature of a GPU.");
    power = gauge(metrics, "hw_power_watts", "Power that a GPU draws.");
    energy =
        gauge(metrics, "hw_energy_joules", "Energy that a GPU drew since its driver was loaded.");
    errors =
        metrics.gauge(
            "hw_errors",
            "Errors that a GPU reported: ecc since its driver was loaded, xid since the start.",
            "hw_id",
            "error_type");
    failures =
        metrics.counter("orfeas_gpu_facts_failures_total", "Measurements of GPUs that failed.");
  }

  void set(GpuFacts facts) {
    String id = facts.uuid();
    used.labels(id).set(facts.memory().usedBytes());
    total.labels(id).set(facts.memory().totalBytes());
    memoryShare.labels(id).set(facts.memory().usedPercent() / 100);
    set(busy, id, facts.utilization());
    set(temperature, id, facts.temperatureCelsius());
    set(power, id, facts.powerWatts());
    set(energy, id, facts.energyJoules());
    facts.eccErrors().ifPresent(count -> errors.labels(id, "ecc").set(count));
    facts.xidErrors().ifPresent(count -> errors.labels(id, "xid").set(count));
  }

  void failed() {
    failures.inc();
  }

  private static Gauge gauge(Metrics metrics, String name, String help) {
    return metrics.gauge(name, help, "hw_id");
  }

  private static void set(Gauge gauge, String id, OptionalDouble value) {
    value.ifPresent(known -> gauge.labels(id).set(known));
  }
}
