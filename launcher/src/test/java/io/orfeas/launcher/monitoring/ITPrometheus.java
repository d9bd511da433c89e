package io.orfeas.launcher.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.Await;
import io.orfeas.launcher.monitoring.Panel.Query;
import io.orfeas.runtime.testing.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes the running services: every query of the dashboards works, and alerts
 * fire while something is wrong and no longer.
 */
class ITPrometheus {
  /** Panels that show nothing while all is well. */
  private static final Set<String> EMPTY_WHEN_WELL =
      Set.of(
          "Stages that did not end well",
          "Degraded",
          "Calls that failed",
          "Evictions",
          "Bytes evicted",
          // With the Redis store only.
          "Redis and bucket as the cache sees them");

  /** Counters with labels that are not known before something happens. */
  private static final Set<String> ABSENT_WHEN_WELL =
      Set.of(
          "orfeas_cache_call_failures_total",
          "orfeas_degraded_generations_total",
          "orfeas_cache_evictions_total",
          "orfeas_cache_evicted_bytes_total",
          // With a GPU only.
          "orfeas_device_steps_total",
          "orfeas_device_failures_total",
          "orfeas_vram_refusals_total",
          "orfeas_cache_refusals_total",
          // With the Redis store only.
          "orfeas_redis_circuit_open",
          "orfeas_s3_circuit_open");

  /** Panels that show nothing where there is no GPU. */
  private static final Set<String> EMPTY_WITHOUT_GPU =
      Set.of(
          "Memory in use",
          "Power",
          "Memory in use, by anyone",
          "Share of memory in use",
          "Share of time in which it computes",
          "Temperature",
          "Power drawn",
          "Steps",
          "Steps without room",
          "Steps that the GPU failed",
          "Energy");

  @TempDir private static Path folder;
  private static Mesh mesh;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void start() throws Exception {
    Requires.program("prometheus");
    Requires.program("prometheus-alertmanager");
    Requires.program("envoy");
    mesh = Mesh.start(folder);
    prometheus = PrometheusServer.start(folder, mesh.targets());
    Await.until("all targets answer", () -> !prometheus.query("sum(up) == 6").isEmpty());
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
    if (mesh != null) {
      mesh.close();
    }
  }

  @Test
  void dashboards_everyQueryWorksAndEveryPanelShowsSomething() throws Exception {
    for (Dashboard dashboard : Dashboards.ALL) {
      for (Panel panel : dashboard.panels()) {
        if (EMPTY_WHEN_WELL.contains(panel.title()) || EMPTY_WITHOUT_GPU.contains(panel.title())) {
          shows(panel);
        } else {
          Await.until(
              dashboard.title() + ", " + panel.title() + ": shows something",
              () -> {
                load();
                return shows(panel);
              });
        }
      }
    }
  }

  @Test
  void everySeries_ofRulesAndDashboards_isThere() throws Exception {
    Set<String> missing = new TreeSet<>();
    Rules.expressions().forEach(expression -> missing.addAll(PromQl.series(expression)));
    for (Dashboard dashboard : Dashboards.ALL) {
      for (Panel panel : dashboard.panels()) {
        panel.queries().forEach(query -> missing.addAll(PromQl.series(query.expression())));
      }
    }
    missing.removeAll(ABSENT_WHEN_WELL);
    missing.removeIf(name -> name.startsWith("hw_"));

    Await.until(
        () -> "series " + missing,
        () -> {
          load();
          missing.removeAll(prometheus.series());
          return missing.isEmpty();
        });
  }

  @Test
  void cacheDown_firesAndClears() throws Exception {
    mesh.killCache();
    Await.until(
        "OrfeasCacheDown fires",
        () -> {
          load();
          return fires("OrfeasCacheDown", "cache-down.md");
        });
    Await.until(
        "the pager is told", () -> prometheus.receivers("OrfeasCacheDown").contains("pager"));

    mesh.restartCache();
    Await.until(
        "OrfeasCacheDown clears",
        () -> {
          load();
          return isClear("OrfeasCacheDown");
        });
  }

  @Test
  void queueFull_firesAndClears() throws Exception {
    Await.until(
        "OrfeasQueueFull fires",
        () -> {
          List<CompletableFuture<Integer>> answers = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            answers.add(mesh.generate("quality=3&do_not_cache=true"));
          }
          for (CompletableFuture<Integer> answer : answers) {
            assertThat(answer.get(5, TimeUnit.MINUTES)).isIn(200, 429);
          }
          return fires("OrfeasQueueFull", "queue-full.md");
        });

    Await.until("OrfeasQueueFull clears", () -> isClear("OrfeasQueueFull"));
  }

  @Test
  void callersRefused_firesAndClears() throws Exception {
    Await.until(
        "OrfeasAuthFailures fires",
        () -> {
          for (int i = 0; i < 20; i++) {
            assertThat(mesh.getUnsigned("/api/v1/gpu/stats")).isEqualTo(401);
          }
          return fires("OrfeasAuthFailures", "auth-failures.md");
        });

    Await.until("OrfeasAuthFailures clears", () -> isClear("OrfeasAuthFailures"));
  }

  @Test
  void memoryRunsOut_isSurvivedFiresAndClears() throws Exception {
    Await.until(
        "OrfeasOutOfMemory fires",
        () -> {
          assertThat(answer("quality=10&size=large&do_not_cache=true")).isEqualTo(507);
          return fires("OrfeasOutOfMemory", "out-of-memory.md");
        });

    Await.until("OrfeasOutOfMemory clears", () -> isClear("OrfeasOutOfMemory"));
    assertThat(answer("quality=1&do_not_cache=true")).isEqualTo(200);
  }

  /**
   * A computation, a hit, a request that is the caller's fault, questions, and some from those who
   * may not ask or not so often.
   */
  private static void load() throws Exception {
    assertThat(answer("quality=1&do_not_cache=true")).isEqualTo(200);
    assertThat(answer("quality=1")).isEqualTo(200);
    assertThat(mesh.generate("quality=1", new byte[] {1}).get(5, TimeUnit.MINUTES)).isEqualTo(400);
    mesh.get("/api/performance/summary");
    mesh.get("/api/v1/cache/stats");
    assertThat(mesh.getUnsigned("/api/v1/gpu/stats")).isEqualTo(401);
    assertThat(mesh.getHasty("/api/v1/gpu/stats")).isIn(200, 429);
  }

  private static int answer(String query) throws Exception {
    return mesh.generate(query).get(5, TimeUnit.MINUTES);
  }

  private static boolean shows(Panel panel) throws Exception {
    boolean something = false;
    for (Query query : panel.queries()) {
      something |= !prometheus.query(query.expression()).isEmpty();
    }
    return something;
  }

  private static boolean fires(String alert, String runbook) throws Exception {
    String link = prometheus.runbookOf(alert);
    if (!link.isEmpty()) {
      assertThat(link).isEqualTo("https://git.example/orfeas/docs/runbooks/" + runbook);
    }
    return !link.isEmpty();
  }

  private static boolean isClear(String alert) throws Exception {
    return prometheus.runbookOf(alert).isEmpty();
  }
}
