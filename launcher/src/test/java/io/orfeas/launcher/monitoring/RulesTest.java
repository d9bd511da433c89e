package io.orfeas.launcher.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.Repository;
import io.orfeas.runtime.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules and routes, checked and unit-tested by the tools that will read them. */
class RulesTest {
  private static final Path RUNBOOKS = Repository.root().resolve("docs/runbooks");

  @Test
  void configurations_ofPrometheus_areValid() throws Exception {
    run("promtool", List.of("check", "config", "prometheus.yml"));
    run("promtool", List.of("check", "config", "--syntax-only", "kubernetes.yml"));
  }

  @Test
  void rules_areValidAndDoWhatTheirTestsSay() throws Exception {
    run("promtool", paths(List.of("check", "rules"), Rules.files()));
    run("promtool", paths(List.of("test", "rules"), Rules.tests()));
  }

  @Test
  void everyAlert_hasATestInWhichItFires() {
    String tests = String.join("\n", Rules.tests().stream().map(Rules::text).toList());

    assertThat(Rules.alerts()).hasSizeGreaterThan(15).doesNotHaveDuplicates();
    for (String alert : Rules.alerts()) {
      assertThat(tests)
          .containsPattern("alertname: " + alert + "\\W+exp_alerts:\\s*(\\[[&*{]|\\n)");
    }
  }

  @Test
  void everyAlert_linksToARunbookThatExists() throws IOException {
    assertThat(Rules.runbooks()).hasSameSizeAs(Rules.alerts());
    for (String page : Rules.runbooks()) {
      assertThat(RUNBOOKS.resolve(page)).isRegularFile();
      assertThat(Files.readString(RUNBOOKS.resolve(page)))
          .as("%s says what is seen", page)
          .containsPattern("## Symptom|\\*\\*You see\\*\\*");
      assertThat(Files.readString(RUNBOOKS.resolve("README.md"))).contains("(" + page + ")");
    }
  }

  @Test
  void routes_arePagesTicketsAndTheHeartbeat() throws Exception {
    String file = "../alertmanager/alertmanager.yml";
    run("amtool", List.of("check-config", file));
    String route = "--config.file=" + file;
    List<String> test = List.of("config", "routes", "test", route);

    assertThat(run("amtool", with(test, "severity=page"))).contains("pager");
    assertThat(run("amtool", with(test, "severity=ticket"))).contains("tickets");
    assertThat(run("amtool", with(test, "alertname=OrfeasWatchdog", "severity=none")))
        .contains("heartbeat");
  }

  @Test
  void routes_nameAlertsThatExist() throws IOException {
    String routes =
        Files.readString(Repository.root().resolve("monitoring/alertmanager/alertmanager.yml"));
    List<String> named =
        Pattern.compile("Orfeas\\w+").matcher(routes).results().map(MatchResult::group).toList();

    assertThat(named).isNotEmpty();
    assertThat(Rules.alerts()).containsAll(named);
  }

  private static List<String> paths(List<String> arguments, List<Path> files) {
    return with(arguments, files.stream().map(Path::toString).toArray(String[]::new));
  }

  private static List<String> with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all;
  }

  private static String run(String tool, List<String> arguments) throws Exception {
    List<String> command = with(List.of(Requires.program(tool).toString()), new String[0]);
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(Rules.folder().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s %s%n%s", tool, arguments, output).isZero();
    return output;
  }
}
