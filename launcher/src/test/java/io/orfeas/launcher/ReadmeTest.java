package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README names every setting and every metric that the code has. */
class ReadmeTest {
  private static final Pattern SETTING = Pattern.compile("\"(ORFEAS_[A-Z_]+)\"");
  private static final Pattern GUARD = Pattern.compile("new Guard\\(\\s*\"([a-z_]+)\"");
  private static final Pattern QUEUE = Pattern.compile("new BoundedExecutor\\(\\s*\"([a-z_]+)\"");
  private static final Pattern METRIC =
      Pattern.compile("\"((?:orfeas|grpc_server|grpc_client)_[a-z_]+)\"");

  /** Prefixes, completed with {@code _HOST} and {@code _PORT}. */
  private static final Set<String> PREFIXES =
      Set.of("ORFEAS_EDGE", "ORFEAS_INFERENCE", "ORFEAS_CACHE", "ORFEAS_TELEMETRY");

  @Test
  void settings_inTheCode_areInTheReadme() throws IOException {
    Set<String> settings = inMainSources(SETTING);
    settings.removeAll(PREFIXES);

    assertThat(settings).hasSizeGreaterThan(20);
    assertThat(missing(settings)).isEmpty();
  }

  @Test
  void metrics_inTheCode_areInTheReadme() throws IOException {
    Set<String> metrics = inMainSources(METRIC);

    assertThat(metrics).hasSizeGreaterThan(20);
    assertThat(missing(metrics)).isEmpty();
  }

  /** Metrics whose names are put together where they are registered. */
  @Test
  void metricsOfGuardsAndQueues_areInTheReadme() throws IOException {
    Set<String> metrics = new TreeSet<>();
    inMainSources(GUARD).forEach(name -> metrics.add("orfeas_" + name + "_circuit_open"));
    inMainSources(QUEUE).forEach(name -> metrics.add("orfeas_" + name + "_tasks_waiting"));
    inMainSources(QUEUE).forEach(name -> metrics.add("orfeas_" + name + "_tasks_refused_total"));

    assertThat(metrics)
        .contains(
            "orfeas_redis_circuit_open",
            "orfeas_access_store_circuit_open",
            "orfeas_followers_tasks_waiting");
    assertThat(missing(metrics)).isEmpty();
  }

  private static List<String> missing(Set<String> names) throws IOException {
    String readme = Files.readString(Repository.root().resolve("README.md"));
    return names.stream().filter(name -> !readme.contains("`" + name + "`")).toList();
  }

  private static Set<String> inMainSources(Pattern pattern) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Repository.root())) {
      for (Path file : files.filter(ReadmeTest::isMainSource).toList()) {
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
          found.add(matcher.group(1));
        }
      }
    }
    return found;
  }

  private static boolean isMainSource(Path file) {
    return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
  }
}
