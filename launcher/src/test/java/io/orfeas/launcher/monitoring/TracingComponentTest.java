package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Manifests.at;
import static io.orfeas.launcher.monitoring.Manifests.list;
import static io.orfeas.launcher.monitoring.Manifests.name;
import static io.orfeas.launcher.monitoring.Manifests.ofKind;
import static io.orfeas.launcher.monitoring.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** {@code k8s/components/tracing}: everyone sends spans, and may. */
class TracingComponentTest {
  private static final String COMPONENT = "k8s/components/tracing/";

  @TempDir Path folder;

  @Test
  void patches_reachEveryDeployment() throws IOException {
    Set<String> patched = new TreeSet<>();
    for (Map<String, Object> patch : list(component(), "patches")) {
      Pattern target = Pattern.compile(text(patch, "target", "name"));
      deployments().stream().filter(target.asMatchPredicate()).forEach(patched::add);
    }

    assertThat(patched).isEqualTo(deployments());
  }

  @Test
  void policies_letEveryDeploymentReachACollector() throws IOException {
    Map<String, Object> traced =
        Manifests.read("k8s/components/network-policies/policies.yaml").stream()
            .filter(policy -> name(policy).equals("traced"))
            .findFirst()
            .orElseThrow();

    assertThat(
            new TreeSet<>(
                strings(at(traced, "spec", "podSelector", "matchExpressions", 0, "values"))))
        .isEqualTo(deployments());
    assertThat(text(traced, "spec", "egress", 0, "ports", 0, "port")).isEqualTo("4317");
    assertThat(file("java.yaml")).contains("http://collector:4317");
  }

  @Test
  void image_isThatOfTheBase() throws IOException {
    Map<String, Object> base = Manifests.read("k8s/base/kustomization.yaml").get(0);

    assertThat(list(base, "images")).containsAll(list(component(), "images"));
  }

  /** Runs the init container's own command on the edge's configuration, with and without mtls. */
  @Test
  void edge_startsWithTracingTakenIn() throws Exception {
    String config = Files.readString(Repository.root().resolve("envoy/envoy.yaml"));
    for (String before : List.of(config, config.replace("#mtls ", ""))) {
      String after = prepared(before);

      assertThat(before).contains("#otel ");
      assertThat(after)
          .doesNotContain("#otel ")
          .contains("\n                tracing:\n", "\n    - name: collector\n")
          .contains("random_sampling: { value: 7 }");
      assertThat(after.replace("value: 7 }", "value: 100 }"))
          .as("nothing else is changed")
          .isEqualTo(before.replace("#otel ", ""));
    }
  }

  private String prepared(String config) throws Exception {
    Path from = Files.createDirectories(folder.resolve("from"));
    Path to = Files.createDirectories(folder.resolve("to"));
    Files.writeString(from.resolve("envoy.yaml"), config);
    Files.writeString(from.resolve("tls.yaml"), "resources: []\n");
    ProcessBuilder command = new ProcessBuilder(command()).redirectErrorStream(true);
    command.environment().put("FROM", from.toString());
    command.environment().put("TO", to.toString());
    command.environment().put("TRACES_PERCENT", "7");
    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(to.resolve("tls.yaml")).hasContent("resources: []\n");
    return Files.readString(to.resolve("envoy.yaml"));
  }

  private static List<String> command() throws IOException {
    List<Map<String, Object>> operations =
        list(Map.of("all", new Yaml().load(file("envoy.yaml"))), "all");
    Map<String, Object> containers =
        operations.stream()
            .filter(each -> String.valueOf(each.get("path")).endsWith("/initContainers"))
            .findFirst()
            .orElseThrow();
    return strings(at(containers, "value", 0, "command"));
  }

  private static Map<String, Object> component() throws IOException {
    return Manifests.read(COMPONENT + "kustomization.yaml").get(0);
  }

  private static Set<String> deployments() throws IOException {
    Set<String> names = new TreeSet<>();
    ofKind(Manifests.read("k8s/base"), "Deployment").forEach(each -> names.add(name(each)));
    return names;
  }

  private static String file(String name) throws IOException {
    return Files.readString(Repository.root().resolve(COMPONENT + name));
  }

  @SuppressWarnings("unchecked")
  private static List<String> strings(Object node) {
    return (List<String>) node;
  }
}
