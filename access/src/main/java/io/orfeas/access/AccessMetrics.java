package io.orfeas.access;

import io.orfeas.runtime.Metrics;
import io.prometheus.client.Counter;

/** What access control counts. */
final class AccessMetrics {
  private final Counter requests;
  private final Counter failures;
  private final Counter limited;
  private final Counter storeFailures;

  AccessMetrics(Metrics metrics) {
    requests =
        metrics.counter(
            "orfeas_access_requests_total", "Requests that access control let pass.", "caller");
    failures =
        metrics.counter(
            "orfeas_auth_failures_total", "Requests refused because of who asked.", "reason");
    limited = metrics.counter("orfeas_rate_limited_total", "Requests refused by a limit.", "scope");
    storeFailures =
        metrics.counter(
            "orfeas_access_store_failures_total",
            "Decisions counted in this replica alone, because the shared store did not answer.");
  }

  /** Lets pass; {@code open}, {@code anonymous}, {@code agent} or {@code token}. */
  void passed(String caller) {
    requests.labels(caller).inc();
  }

  void failed(String reason) {
    failures.labels(reason).inc();
  }

  void countedAlone() {
    storeFailures.inc();
  }

  void limited(String scope) {
    limited.labels(scope).inc();
  }
}
