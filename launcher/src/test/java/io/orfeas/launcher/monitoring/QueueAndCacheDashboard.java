package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Panel.lines;
import static io.orfeas.launcher.monitoring.Panel.stack;
import static io.orfeas.launcher.monitoring.Panel.stat;

import io.orfeas.launcher.monitoring.Dashboard.Row;

/** What waits, and what is not computed twice. */
final class QueueAndCacheDashboard {
  private QueueAndCacheDashboard() {}

  static Dashboard of() {
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
}
