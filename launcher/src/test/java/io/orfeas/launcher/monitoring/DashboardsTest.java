package io.orfeas.launcher.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

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
  void everySeries_isRecordedOrInTheReadme() throws IOException {
    // Metrics that only some stores have stand in the README of their module.
    String readme =
        Files.readString(Repository.root().resolve("README.md"))
            + Files.readString(Repository.root().resolve("cache-service/README.md"));
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
