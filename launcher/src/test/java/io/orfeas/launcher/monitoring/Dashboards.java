package io.orfeas.launcher.monitoring;

import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The dashboards, and the program that writes them: change them in their classes, run {@link
 * #main}, and commit both.
 */
final class Dashboards {
  static final List<Dashboard> ALL =
      List.of(
          GpuDashboard.of(),
          GenerationDashboard.of(),
          QueueAndCacheDashboard.of(),
          EdgeAndAgentsDashboard.of());

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
}
