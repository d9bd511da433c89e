package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The README's table of metrics and the running services say the same, both ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITMetricsTable {
  private static final Pattern NAME = Pattern.compile("`([a-z][a-z0-9_]*)`");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:]+)(?:\\{(.*)\\})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** Last word of a name to the unit that it stands for. */
  private static final Map<String, String> UNITS =
      Map.of(
          "seconds", "seconds",
          "bytes", "bytes",
          "ratio", "ratio",
          "celsius", "degrees Celsius",
          "watts", "watts",
          "joules", "joules",
          "records", "records");

  private final Map<String, Metric> documented = new TreeMap<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();

  private record Metric(String type, String unit, Set<String> labels, String meaning) {
    /** Served by a part that is not running here, for example another store. */
    boolean isConditional() {
      return meaning.startsWith("only with ");
    }
  }

  @BeforeAll
  void readAndScrape(@TempDir Path folder) throws Exception {
    for (String row : rows()) {
      String[] cells = row.split("\\s*\\|\\s*", -1);
      for (String name : names(cells[1])) {
        documented.put(name, new Metric(cells[2], cells[3], names(cells[4]), cells[5]));
      }
    }
    try (RunningSystem system = RunningSystem.start(folder)) {
      use(system);
      String text = new String(system.get("/metrics").body(), StandardCharsets.UTF_8);
      TYPE.matcher(text).results().forEach(found -> types.put(found.group(1), found.group(2)));
      types.keySet().removeIf(name -> !isOurs(name));
      text.lines().forEach(this::sample);
    }
  }

  @AfterAll
  void nothingWasEmpty() {
    assertThat(types).hasSizeGreaterThan(40);
    assertThat(labels).hasSizeGreaterThan(40);
  }

  @Test
  void table_everyMetric_isServed() {
    Set<String> expected = new TreeSet<>(documented.keySet());
    expected.removeIf(name -> documented.get(name).isConditional());

    assertThat(types.keySet()).containsAll(expected);
  }

  @Test
  void services_everyMetric_isInTheTable() {
    assertThat(documented.keySet()).containsAll(types.keySet());
  }

  @Test
  void table_types_areThoseServed() {
    Map<String, String> said = new TreeMap<>();
    types.keySet().forEach(name -> said.put(name, documented.get(name).type()));

    assertThat(said).isEqualTo(types);
  }

  @Test
  void table_labels_areThoseServed() {
    Map<String, Set<String>> said = new TreeMap<>();
    // A metric with labels shows them with its first sample.
    labels.keySet().forEach(name -> said.put(name, documented.get(name).labels()));

    assertThat(said).isEqualTo(labels);
  }

  @Test
  void table_units_areThoseInTheNames() {
    documented.forEach(
        (name, metric) -> {
          String base = name.replaceFirst("_total$", "");
          String unit = UNITS.get(base.substring(base.lastIndexOf('_') + 1));
          if (unit == null) {
            assertThat(metric.unit()).as(name).isIn("count", "0 or 1");
          } else {
            assertThat(metric.unit()).as(name).isEqualTo(unit);
          }
        });
  }

  /** Something of everything, so that there are samples. */
  private static void use(RunningSystem system) throws Exception {
    byte[] picture = Files.readAllBytes(Repository.sample("mug.png"));
    for (int i = 0; i < 2; i++) {
      assertThat(system.post("/api/v1/generate?quality=1", picture).statusCode()).isEqualTo(200);
    }
    assertThat(system.get("/api/performance/summary").statusCode()).isEqualTo(200);
    assertThat(system.post("/api/v1/cache/clear", "{}".getBytes(StandardCharsets.UTF_8)))
        .extracting(answer -> answer.statusCode())
        .isEqualTo(200);
  }

  private void sample(String line) {
    MatchResult found = SAMPLE.matcher(line).results().findFirst().orElse(null);
    if (found == null) {
      return;
    }
    String name = found.group(1);
    String family = types.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
    if (types.containsKey(family)) {
      String all = found.group(2) == null ? "" : found.group(2);
      Set<String> seen = labels.computeIfAbsent(family, unused -> new TreeSet<>());
      LABEL.matcher(all).results().map(label -> label.group(1)).forEach(seen::add);
      seen.remove("le");
    }
  }

  /** As opposed to the JVM's, and to the times at which simpleclient made a counter. */
  private static boolean isOurs(String name) {
    return name.matches("(orfeas|grpc|hw)_.*") && !name.endsWith("_created");
  }

  private static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Repository.root().resolve("README.md"))) {
      inside = inside ? line.startsWith("|") : line.startsWith("| metric | type | unit |");
      if (inside && line.startsWith("| `")) {
        rows.add(line);
      }
    }
    return rows;
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
