package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Panel.heat;
import static io.orfeas.launcher.monitoring.Panel.lines;
import static io.orfeas.launcher.monitoring.Panel.stack;
import static io.orfeas.launcher.monitoring.Panel.stat;

import io.orfeas.launcher.Repository;
import io.orfeas.launcher.monitoring.Dashboard.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The dashboards, and the program that writes them: change them here, run {@link #main}, and commit
 * both.
 */
final class Dashboards {
  static final List<Dashboard> ALL = List.of(gpu(), generation(), queueAndCache(), edgeAndAgents());

  private Dashboards() {}

  /** Writes {@code monitoring/grafana/dashboards/*.json}. */
  public static void main(String[] args) throws IOException {
    for (Dashboard dashboard : ALL) {
      Files.writeString(file(dashboard), dashboard.json());
    }
  }

  static Path file(Dashboard dashboard) {
    return Repository.root()
        .resolve("monitoring/grafana/dashboards")
        .resolve(dashboard.file() + ".json");
  }

  private static Dashboard gpu() {
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

  private static Dashboard generation() {
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

  private static Dashboard queueAndCache() {
    return Dashboard.of(
        "queue-and-cache",
        "Queue and cache",
        Row.of(
            "Queue",
            lines("Computations", "short", "Waiting near the capacity means refusals soon.")
                .with("sum(orfeas_queue_depth)", "waiting")
                .with("sum(orfeas_requests_running)", "running")
                .with("sum(orfeas_queue_capacity)", "capacity"),
            lines("Time in the queue", "s", "Add replicas when it grows beyond the work itself.")
                .withQuantiles("orfeas_queue_wait_seconds"),
            lines(
                    "Refusals",
                    "reqps",
                    "queue_full is ours to mend; deadline_infeasible may not be.")
                .with(
                    "sum by (reason) (rate(orfeas_queue_refusals_total[$__rate_interval]))",
                    "{{reason}}")),
        Row.of(
            "What the cache saves",
            stat("Answered by the cache, 1 h", "percentunit", "Hits and joins, of all lookups.")
                .with("orfeas:cache_answered:ratio_rate1h", "answered"),
            stack("Lookups", "reqps", "By what the cache answered.")
                .with(
                    "sum by (result) (rate(orfeas_cache_lookups_total[$__rate_interval]))",
                    "{{result}}"),
            lines("Results stored", "ops", "Computations that were finished for everyone.")
                .with("sum(rate(orfeas_cache_computes_total[$__rate_interval]))", "stored"),
            lines(
                    "Computing time saved",
                    "none",
                    "Seconds per second: how many processors would be busy without it.")
                .with(
                    "sum by (result) (rate(orfeas_cache_saved_seconds_total[$__rate_interval]))",
                    "{{result}}")),
        Row.of(
            "What it holds",
            lines(
                    "Size",
                    "bytes",
                    "Above the soft limit it evicts, above the hard one it refuses. Replicas share"
                        + " one store: each tells of all of it.")
                .with("max(orfeas_cache_size_bytes)", "stored")
                .with("max(orfeas_cache_log_bytes)", "log")
                .with("max(orfeas_cache_soft_limit_bytes)", "soft limit")
                .with("max(orfeas_cache_hard_limit_bytes)", "hard limit"),
            lines("Results and blobs", "short", "Finished results, and the meshes they name.")
                .with("max(orfeas_cache_results)", "results")
                .with("max(orfeas_cache_blobs)", "blobs"),
            lines("In flight", "short", "Computations under lease, and those who follow them.")
                .with("max(orfeas_cache_leases)", "leases")
                .with("sum(orfeas_cache_watchers)", "followers")
                .with("sum(orfeas_queue_depth)", "waiting for a thread"),
            stack("Evictions", "ops", "space: too small; age: as configured; damage: look at it.")
                .with(
                    "sum by (cause) (rate(orfeas_cache_evictions_total[$__rate_interval]))",
                    "{{cause}}"),
            stack("Bytes evicted", "Bps", "As much as is stored: nothing stays long enough.")
                .with(
                    "sum by (cause) (rate(orfeas_cache_evicted_bytes_total[$__rate_interval]))",
                    "{{cause}}")),
        Row.of(
            "What went wrong and was contained",
            lines("Cache as inference sees it", "short", "1: not called, because it keeps failing.")
                .with("orfeas_cache_circuit_open", "circuit open {{instance}}"),
            lines(
                    "Redis and bucket as the cache sees them",
                    "short",
                    "1: left alone, because it keeps failing. Only with the Redis store.")
                .with("orfeas_redis_circuit_open", "Redis, circuit open {{instance}}")
                .with("orfeas_s3_circuit_open", "bucket, circuit open {{instance}}"),
            lines("Calls that failed", "ops", "From inference to the cache.")
                .with(
                    "sum by (operation) (rate(orfeas_cache_call_failures_total"
                        + "[$__rate_interval]))",
                    "{{operation}}"),
            lines(
                    "Leaders lost and writes fenced",
                    "ops",
                    "A replica died, or paused for too long.")
                .with("sum(rate(orfeas_cache_leases_expired_total[$__rate_interval]))", "expired")
                .with("sum(rate(orfeas_cache_writes_fenced_total[$__rate_interval]))", "fenced"),
            lines("Damage and refusals", "ops", "Damage: bytes that are not those written.")
                .with("sum(rate(orfeas_cache_damaged_blobs_total[$__rate_interval]))", "damaged")
                .with(
                    "sum by (reason) (rate(orfeas_cache_refusals_total[$__rate_interval]))",
                    "refused {{reason}}")),
        Row.of(
            "Transfer",
            lines("Blobs moved", "Bps", "Into the cache and out of it.")
                .with(
                    "sum by (direction) (rate(orfeas_cache_blob_bytes_total[$__rate_interval]))",
                    "{{direction}}"),
            lines("Cache calls, p95", "s", "As the cache-service measures them, streams included.")
                .with(
                    "histogram_quantile(0.95, sum by (grpc_method, le) (rate("
                        + "grpc_server_handling_seconds_bucket{"
                        + "grpc_service=\"orfeas.cache.v1.CacheService\"}[$__rate_interval])))",
                    "{{grpc_method}}")));
  }

  private static Dashboard edgeAndAgents() {
    return Dashboard.of(
        "edge-and-agents",
        "Edge and agents",
        Row.of(
            "Edge (Envoy)",
            stack("Requests by class", "reqps", "4xx is the callers' doing, 5xx ours.")
                .with(
                    "sum by (envoy_response_code_class) (rate(envoy_http_downstream_rq_xx{"
                        + "envoy_http_conn_manager_prefix=\"public\"}[$__rate_interval]))",
                    "{{envoy_response_code_class}}xx"),
            lines("Time of a request", "ms", "With the whole stream, so generation lifts it.")
                .with(
                    "histogram_quantile(0.5, sum by (le) (rate("
                        + "envoy_http_downstream_rq_time_bucket{"
                        + "envoy_http_conn_manager_prefix=\"public\"}[$__rate_interval])))",
                    "p50")
                .with(
                    "histogram_quantile(0.99, sum by (le) (rate("
                        + "envoy_http_downstream_rq_time_bucket{"
                        + "envoy_http_conn_manager_prefix=\"public\"}[$__rate_interval])))",
                    "p99"),
            lines("Connections", "short", "Against the limits in envoy.yaml.")
                .with(
                    "sum(envoy_http_downstream_cx_active{envoy_http_conn_manager_prefix=\"public\"})",
                    "clients")
                .with(
                    "sum by (envoy_cluster_name) (envoy_cluster_upstream_cx_active)",
                    "{{envoy_cluster_name}}"),
            lines("Repeats and replicas left out", "short", "A replica that fails, or that left.")
                .with(
                    "sum by (envoy_cluster_name) (rate(envoy_cluster_upstream_rq_retry"
                        + "[$__rate_interval]))",
                    "repeats {{envoy_cluster_name}}")
                .with(
                    "sum by (envoy_cluster_name)"
                        + " (envoy_cluster_outlier_detection_ejections_active)",
                    "left out {{envoy_cluster_name}}")),
        Row.of(
            "Web (embedded edge)",
            lines(
                    "WebSockets",
                    "short",
                    "Connections; more than ORFEAS_EDGE_MAX_SOCKETS are refused.")
                .with("orfeas_edge_sockets", "{{instance}}"),
            lines("Memory for uploads", "bytes", "Set aside, against ORFEAS_EDGE_MAX_UPLOAD_BYTES.")
                .with("orfeas_edge_upload_bytes", "{{instance}}"),
            lines("Uploads refused", "reqps", "There was no memory left for them. Expected: 0.")
                .with("sum(rate(orfeas_edge_uploads_refused_total[$__rate_interval]))", "refused")),
        Row.of(
            "Agents",
            stack("Let pass", "reqps", "By who asked; nothing where there is no access control.")
                .with(
                    "sum by (caller) (rate(orfeas_access_requests_total[$__rate_interval]))",
                    "{{caller}}"),
            stack("Refused for who asked", "reqps", "Someone trying, or an agent set up wrongly.")
                .with(
                    "sum by (reason) (rate(orfeas_auth_failures_total[$__rate_interval]))",
                    "{{reason}}"),
            stack("Refused by a limit", "reqps", "Of addresses, agents, quotas and failures.")
                .with(
                    "sum by (scope) (rate(orfeas_rate_limited_total[$__rate_interval]))",
                    "{{scope}}")),
        Row.of(
            "Calls",
            stack("gRPC calls", "reqps", "As the services count them.")
                .with(
                    "sum by (grpc_service, grpc_method) (rate(grpc_server_handled_total"
                        + "[$__rate_interval]))",
                    "{{grpc_service}}/{{grpc_method}}"),
            lines("gRPC calls that did not end OK", "reqps", "By status code.")
                .with(
                    "sum by (grpc_method, grpc_code) (rate(grpc_server_handled_total{"
                        + "grpc_code!=\"OK\"}[$__rate_interval]))",
                    "{{grpc_method}} {{grpc_code}}"),
            lines("gRPC calls, p95", "s", "From start to end, streams included.")
                .with(
                    "histogram_quantile(0.95, sum by (grpc_method, le) (rate("
                        + "grpc_server_handling_seconds_bucket[$__rate_interval])))",
                    "{{grpc_method}}")),
        Row.of(
            "Services",
            lines("Targets", "short", "1: answers scrapes.").with("up", "{{job}} {{instance}}"),
            lines("Processors in use", "none", "Of each process.")
                .with("rate(process_cpu_seconds_total[$__rate_interval])", "{{job}} {{instance}}"),
            lines("Threads", "short", "Growth without end is a leak.")
                .with("jvm_threads_current", "{{job}} {{instance}}"),
            lines("Open files", "percentunit", "Of those allowed.")
                .with("process_open_fds / process_max_fds", "{{job}} {{instance}}")),
        Row.of(
            "Telemetry",
            stack("Records", "ops", "accepted, malformed, or overflow: more than it can count.")
                .with(
                    "sum by (result) (rate(orfeas_telemetry_records_total[$__rate_interval]))",
                    "{{result}}"),
            lines("Dropped by inference", "ops", "The telemetry-service is behind or away.")
                .with("sum(rate(orfeas_telemetry_dropped_total[$__rate_interval]))", "dropped"),
            lines("Answers, p95", "s", "By question.")
                .with(
                    "histogram_quantile(0.95, sum by (query, le) (rate("
                        + "orfeas_telemetry_query_seconds_bucket[$__rate_interval])))",
                    "{{query}}"),
            lines("Store", "s", "Time to write, p95; failures are counted beside it.")
                .with(
                    "histogram_quantile(0.95, sum by (le) (rate("
                        + "orfeas_telemetry_flush_seconds_bucket[$__rate_interval])))",
                    "flush p95")
                .with(
                    "sum(increase(orfeas_telemetry_store_failures_total[10m]))",
                    "failures in 10 min")));
  }
}
