package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Panel.lines;
import static io.orfeas.launcher.monitoring.Panel.stack;
import static io.orfeas.launcher.monitoring.Panel.stat;

import io.orfeas.launcher.monitoring.Dashboard.Row;

/** What the GPUs do, and whether they are well. */
final class GpuDashboard {
  private GpuDashboard() {}

  static Dashboard of() {
    return Dashboard.of(
        "gpu",
        "GPU",
        Row.of(
            "Now",
            stat("GPUs", "short", "Those that report; none where everything is computed on CPUs.")
                .with("count(hw_gpu_memory_limit_bytes) or vector(0)", "GPUs"),
            stat("Memory in use", "percentunit", "Of the fullest GPU.")
                .with("max(hw_gpu_memory_utilization_ratio)", "fullest"),
            stat("Power", "watt", "Of all GPUs.").with("sum(hw_power_watts)", "power"),
            stat(
                    "Stages out of memory, 1 h",
                    "short",
                    "On GPU or heap, and not saved. Expected: 0.")
                .with("sum(increase(orfeas_oom_total{recovered=\"false\"}[1h]))", "out of memory")),
        Row.of(
            "Memory",
            lines("Memory in use, by anyone", "bytes", "Against what the GPU has.")
                .with("hw_gpu_memory_usage_bytes", "{{hw_id}} {{instance}}")
                .with("max by (hw_id) (hw_gpu_memory_limit_bytes)", "{{hw_id}} limit"),
            lines("Share of memory in use", "percentunit", "Above 95 % batches should shrink.")
                .with("hw_gpu_memory_utilization_ratio", "{{hw_id}} {{instance}}"),
            lines(
                    "Stages that ran out of memory",
                    "short",
                    "In the last ten minutes; those saved were tried again in a cheaper way.")
                .with(
                    "sum by (stage) (increase(orfeas_oom_total{recovered=\"false\"}[10m]))",
                    "{{stage}}")
                .with(
                    "sum by (stage) (increase(orfeas_oom_total{recovered=\"true\"}[10m]))",
                    "{{stage}}, saved")),
        Row.of(
            "Work",
            lines(
                    "Share of time in which it computes",
                    "percentunit",
                    "Says that something runs, not how much: 100 % with one kernel at a time.")
                .with("hw_gpu_utilization_ratio", "{{hw_id}} {{instance}}"),
            lines("Stage duration, p95", "s", "What the GPU is for.")
                .with("stage:orfeas_stage_duration_seconds:p95_5m", "{{stage}}"),
            lines("Computations", "short", "Waiting for the device, and running.")
                .with("sum(orfeas_queue_depth)", "waiting")
                .with("sum(orfeas_requests_running)", "running")),
        Row.of(
            "Heavy steps",
            stack("Steps", "ops", "By what did them: cpu where the GPU had no room, or failed.")
                .with(
                    "sum by (step, device) (rate(orfeas_device_steps_total[$__rate_interval]))",
                    "{{step}} {{device}}"),
            lines("Steps without room", "ops", "They ran on the processor. Expected: few.")
                .with(
                    "sum by (stage) (rate(orfeas_vram_refusals_total[$__rate_interval]))",
                    "{{stage}}"),
            lines(
                    "Steps that the GPU failed",
                    "short",
                    "In the last ten minutes, not for lack of memory; the processor did them."
                        + " Expected: 0.")
                .with(
                    "sum by (step, instance) (increase(orfeas_device_failures_total[10m]))",
                    "{{step}} {{instance}}")),
        Row.of(
            "Health",
            lines("Temperature", "celsius", "Above about 85 °C it slows itself down.")
                .with("hw_temperature_celsius", "{{hw_id}} {{instance}}"),
            lines("Power drawn", "watt", "Of each GPU.")
                .with("hw_power_watts", "{{hw_id}} {{instance}}"),
            lines("Energy", "watt", "Mean power from the energy counter: what is billed.")
                .with("rate(hw_energy_joules[$__rate_interval])", "{{hw_id}} {{instance}}"),
            lines("Errors", "short", "Uncorrected memory errors and critical faults, so far.")
                .with("hw_errors", "{{hw_id}} {{error_type}}")
                .with("increase(orfeas_gpu_facts_failures_total[15m])", "unread {{instance}}")));
  }
}
