package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Panel.heat;
import static io.orfeas.launcher.monitoring.Panel.lines;
import static io.orfeas.launcher.monitoring.Panel.stack;
import static io.orfeas.launcher.monitoring.Panel.stat;

import io.orfeas.launcher.monitoring.Dashboard.Row;

/** How generations go, against their objectives. */
final class GenerationDashboard {
  private GenerationDashboard() {}

  static Dashboard of() {
    return Dashboard.of(
        "generation",
        "Generation",
        Row.of(
            "Objectives",
            stat(
                    "Generations that succeed, 1 h",
                    "percentunit",
                    "Objective: 99.5 % over 30 days. What callers did wrong or gave up does not"
                        + " count.")
                .with("1 - orfeas:generation_errors:ratio_rate1h", "succeed"),
            stat(
                    "First stage within 1.28 s, 1 h",
                    "percentunit",
                    "Objective: 95 % over 30 days, counted from the arrival of the request.")
                .with("1 - orfeas:first_stage_late:ratio_rate1h", "in time"),
            stat(
                    "Error budget burnt, 3 d",
                    "none",
                    "How many times faster than the objective allows. Above 1 the budget of 30 days"
                        + " will not last.")
                .with("orfeas:generation_errors:ratio_rate3d / 0.005", "burn rate"),
            stat("First stage, p95", "s", "From the arrival of a request to its first stage.")
                .with("orfeas:first_stage_seconds:p95_5m", "p95")),
        Row.of(
            "Requests",
            stack(
                    "Generations by outcome",
                    "reqps",
                    "rejected is the caller's doing: a picture that cannot be read or shows"
                        + " nothing.")
                .with(
                    "sum by (outcome) (rate(orfeas_generations_total[$__rate_interval]))",
                    "{{outcome}}"),
            stack(
                    "Generations by source",
                    "reqps",
                    "hit, joined and resumed cost nothing; miss computes for everyone; unavailable"
                        + " computes because the cache is away; none was refused at once.")
                .with(
                    "sum by (source) (rate(orfeas_generations_total[$__rate_interval]))",
                    "{{source}}"),
            lines("Degraded", "reqps", "Answered with an earlier stage than the last one.")
                .with(
                    "sum by (reason) (rate(orfeas_degraded_generations_total[$__rate_interval]))",
                    "{{reason}}"),
            lines("Time to first stage", "s", "What a caller waits before seeing anything.")
                .withQuantiles("orfeas_time_to_first_stage_seconds")),
        Row.of(
            "Stages",
            lines("Stage duration, p95", "s", "A stage that takes longer than it did.")
                .with(
                    "histogram_quantile(0.95, sum by (stage, le) (rate("
                        + "orfeas_stage_duration_seconds_bucket[$__rate_interval])))",
                    "{{stage}}"),
            stack(
                    "Share of computing time",
                    "percentunit",
                    "Where the processor goes: above 40 % a stage is the bottleneck.")
                .with("stage:orfeas_stage_time:ratio_rate5m", "{{stage}}"),
            lines("Stages that did not end well", "ops", "cancelled: nobody followed any more.")
                .with(
                    "sum by (stage, outcome) (rate(orfeas_stage_duration_seconds_count{"
                        + "outcome!=\"ok\"}[$__rate_interval]))",
                    "{{stage}} {{outcome}}"),
            heat("Duration of the final stage", "s", "Two bands: two kinds of requests.")
                .with(
                    "sum by (le) (rate(orfeas_stage_duration_seconds_bucket{"
                        + "stage=\"final_optimized\"}[$__rate_interval]))",
                    "{{le}}")),
        Row.of(
            "Memory",
            lines(
                    "Stages that ran out of memory",
                    "short",
                    "In the last ten minutes, and not saved. Expected: 0.")
                .with(
                    "sum by (stage) (increase(orfeas_oom_total{recovered=\"false\"}[10m]))",
                    "{{stage}}"),
            lines("Heap in use", "bytes", "The saw-tooth's lower edge is what is really needed.")
                .with(
                    "sum by (job, instance) (jvm_memory_bytes_used{area=\"heap\"})",
                    "{{job}} {{instance}}"),
            lines("Time in garbage collection", "percentunit", "Above 10 % the heap is too small.")
                .with(
                    "sum by (job, instance) (rate(jvm_gc_collection_seconds_sum"
                        + "[$__rate_interval]))",
                    "{{job}} {{instance}}"),
            lines("Mesh files in memory", "bytes", "Of each inference replica.")
                .with("orfeas_artifact_memory_bytes", "{{instance}}")));
  }
}
