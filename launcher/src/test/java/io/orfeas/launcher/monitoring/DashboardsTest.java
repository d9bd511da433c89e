package io.orfeas.launcher.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orfeas.launcher.Repository;
import io.orfeas.launcher.monitoring.Panel.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DashboardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What others expose; the README names them by their prefix. */
  private static final List<String> FOREIGN = List.of("envoy_", "jvm_", "process_", "up");

  @Test
  void files_areThoseThatTheDefinitionsMake() throws IOException {
    for (Dashboard dashboard : Dashboards.ALL) {
      assertThat(Files.readString(Dashboards.file(dashboard)))
          .as("written by %s.main", Dashboards.class.getName())
          .isEqualTo(dashboard.json());
    }
  }

  @Test
  void panels_sayWhatTheyShowAndHowToReadIt() {
    for (Dashboard dashboard : Dashboards.ALL) {
      assertThat(dashboard.panels()).extracting(Panel::title).doesNotHaveDuplicates();
      assertThat(dashboard.panels())
          .allSatisfy(
              panel -> {
                assertThat(panel.title()).isNotBlank();
                assertThat(panel.description()).endsWith(".");
                assertThat(panel.unit()).isNotBlank();
                assertThat(panel.queries()).isNotEmpty();
              });
    }
  }

  @Test
  void latencies_showTracesOfRequests_thatPrometheusKeeps() throws IOException {
    List<String> withTraces = new ArrayList<>();
    for (Dashboard dashboard : Dashboards.ALL) {
      for (JsonNode panel : JSON.readTree(dashboard.json()).path("panels")) {
        if (panel.path("targets").path(0).path("exemplar").asBoolean()) {
          withTraces.add(panel.path("title").asText());
        }
      }
    }

    assertThat(withTraces)
        .contains(
            "Time to first stage",
            "Stage duration, p95",
            "Time in the queue",
            "Cache calls, p95",
            "gRPC calls, p95")
        .doesNotContain("Time of a request");
    assertThat(text("k8s/components/monitoring/prometheus.yaml"))
        .contains("- --enable-feature=exemplar-storage");
    // The name that the services give to the label.
    assertThat(text("monitoring/grafana/provisioning/datasources/orfeas.yaml"))
        .contains("- name: trace_id");
  }

  @Test
  void whatReplicasOfTheCacheShare_isNotAddedUp() {
    List<String> shared =
        List.of("size_bytes", "log_bytes", "_limit_bytes", "results", "blobs", "leases");

    for (String expression : expressions()) {
      for (String name : shared) {
        assertThat(expression).doesNotContainPattern("sum[^(]*\\(orfeas_cache_(soft|hard)?" + name);
      }
    }
  }

  @Test
  void everySeries_isRecordedOrInTheReadme() throws IOException {
    String readme = text("README.md");
    Set<String> series = new TreeSet<>();
    for (String expression : expressions()) {
      series.addAll(PromQl.series(expression));
    }

    assertThat(series).hasSizeGreaterThan(60);
    for (String name : series) {
      boolean known =
          Rules.recorded().contains(name)
              || FOREIGN.stream().anyMatch(name::startsWith)
              || readme.contains("`" + PromQl.metric(name) + "`");
      assertThat(known).as(name).isTrue();
    }
  }

  private static String text(String path) throws IOException {
    return Files.readString(Repository.root().resolve(path));
  }

  private static List<String> expressions() {
    List<String> all = new ArrayList<>(Rules.expressions());
    for (Dashboard dashboard : Dashboards.ALL) {
      dashboard
          .panels()
          .forEach(panel -> panel.queries().stream().map(Query::expression).forEach(all::add));
    }
    return all;
  }
}
