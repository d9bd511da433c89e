package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Panel.lines;
import static io.orfeas.launcher.monitoring.Panel.stack;

import io.orfeas.launcher.monitoring.Dashboard.Row;

/** Who asks, and what the edge makes of it. */
final class EdgeAndAgentsDashboard {
  private EdgeAndAgentsDashboard() {}

  static Dashboard of() {
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
