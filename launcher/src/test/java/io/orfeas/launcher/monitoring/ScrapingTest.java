package io.orfeas.launcher.monitoring;

import static io.orfeas.launcher.monitoring.Manifests.at;
import static io.orfeas.launcher.monitoring.Manifests.list;
import static io.orfeas.launcher.monitoring.Manifests.name;
import static io.orfeas.launcher.monitoring.Manifests.ofKind;
import static io.orfeas.launcher.monitoring.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Prometheus finds everyone that has figures, in Kubernetes and here, and is let in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapingTest {
  private static final Pattern RECORD = Pattern.compile("_metrics\\._tcp\\.([a-z]+-metrics)");
  private static final String PROBE = "probe";

  /** Of each metrics Service, the pods it selects and the name of their port. */
  private record Selected(String app, String port) {}

  private final Map<String, Selected> services = new HashMap<>();
  private final Map<String, Map<String, Integer>> portsOfApps = new HashMap<>();
  private final Set<String> annotated = new TreeSet<>();

  @BeforeAll
  void read() throws IOException {
    List<Map<String, Object>> base = Manifests.read("k8s/base");
    for (Map<String, Object> service : ofKind(base, "Service")) {
      if (name(service).endsWith("-metrics")) {
        assertThat(text(service, "spec", "clusterIP")).as("every replica").isEqualTo("None");
        assertThat(text(service, "spec", "ports", 0, "name")).isEqualTo("metrics");
        services.put(
            name(service),
            new Selected(
                text(service, "spec", "selector", "app.kubernetes.io/name"),
                text(service, "spec", "ports", 0, "targetPort")));
      }
    }
    for (Map<String, Object> deployment : ofKind(base, "Deployment")) {
      Map<String, Integer> ports = new HashMap<>();
      list(deployment, "spec", "template", "spec", "containers", 0, "ports")
          .forEach(port -> ports.put(text(port, "name"), (Integer) port.get("containerPort")));
      portsOfApps.put(name(deployment), ports);
      if (text(deployment, "spec", "template", "metadata").contains("prometheus.io/scrape=true")) {
        annotated.add(name(deployment));
      }
    }
  }

  @Test
  void kubernetes_everyDeploymentWithFigures_isScrapedAtEveryReplica() throws IOException {
    Set<String> scraped = new TreeSet<>();
    for (Map<String, Object> job :
        list(Manifests.read("monitoring/prometheus/kubernetes.yml").get(0), "scrape_configs")) {
      Matcher record = RECORD.matcher(text(job, "dns_sd_configs", 0, "names", 0));
      assertThat(record.matches()).as("%s", job).isTrue();
      Selected selected = services.get(record.group(1));
      assertThat(portsOfApps.get(selected.app())).as("%s", job).containsKey(selected.port());
      scraped.add(selected.app());
    }

    assertThat(annotated).hasSizeGreaterThan(4);
    assertThat(scraped).isEqualTo(annotated);
  }

  @Test
  void mtls_whereFiguresMove_theirServicesMoveToo() throws IOException {
    Map<String, Object> component = Manifests.read("k8s/components/mtls/kustomization.yaml").get(0);
    Set<String> moved = new TreeSet<>();
    Set<String> found = new TreeSet<>();
    for (Map<String, Object> patch : list(component, "patches")) {
      Pattern target = Pattern.compile(text(patch, "target", "name"));
      if ("java.yaml".equals(patch.get("path"))) {
        portsOfApps.keySet().stream().filter(target.asMatchPredicate()).forEach(moved::add);
      } else if (text(patch, "target", "kind").equals("Service")) {
        assertThat(text(patch, "patch")).contains("targetPort, value: " + PROBE);
        services.forEach(
            (name, selected) -> {
              if (target.matcher(name).matches()) {
                found.add(selected.app());
              }
            });
      }
    }

    assertThat(moved).contains("inference", "cache", "telemetry", "access");
    assertThat(found).isEqualTo(moved);
    assertThat(mtls()).contains("name: " + PROBE + ", containerPort: " + probePort());
  }

  @Test
  void policies_prometheus_mayReadEveryoneWithAndWithoutCertificates() throws IOException {
    Set<Integer> ports = new TreeSet<>(Set.of(probePort()));
    services
        .values()
        .forEach(selected -> ports.add(portsOfApps.get(selected.app()).get(selected.port())));
    List<Map<String, Object>> policies =
        Manifests.read("k8s/components/network-policies/policies.yaml");
    Map<String, Object> scraped = named(policies, "scraped");
    Map<String, Object> out =
        list(named(policies, "prometheus"), "spec", "egress").stream().findFirst().orElseThrow();

    assertThat(apps(at(scraped, "spec", "podSelector"))).isEqualTo(annotated);
    assertThat(ports(at(scraped, "spec", "ingress", 0))).isEqualTo(ports);
    assertThat(apps(at(out, "to", 0, "podSelector"))).isEqualTo(annotated);
    assertThat(ports(out)).isEqualTo(ports);
  }

  @Test
  void policies_namespaceMonitoring_mayReadTheProbePort() throws IOException {
    for (String app : List.of("inference", "access", "cache-and-telemetry")) {
      Map<String, Object> policy =
          named(Manifests.read("k8s/components/network-policies/policies.yaml"), app);

      assertThat(list(policy, "spec", "ingress"))
          .as(app)
          .anySatisfy(
              rule ->
                  assertThat(rule.toString())
                      .contains("kubernetes.io/metadata.name=monitoring", "port=" + PROBE));
    }
  }

  @Test
  void here_noTwoListenAtOneAddress() throws IOException {
    Map<String, Object> config = Manifests.read("monitoring/prometheus/prometheus.yml").get(0);
    List<String> addresses = new ArrayList<>();
    addresses.add(text(config, "alerting", "alertmanagers", 0, "static_configs", 0, "targets", 0));
    list(config, "scrape_configs")
        .forEach(job -> addresses.add(text(job, "static_configs", 0, "targets", 0)));

    assertThat(addresses).hasSize(6).doesNotHaveDuplicates();
  }

  private static Map<String, Object> named(List<Map<String, Object>> all, String name) {
    return all.stream().filter(each -> name(each).equals(name)).findFirst().orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static Set<String> apps(Object selector) {
    return new TreeSet<>((List<String>) at(selector, "matchExpressions", 0, "values"));
  }

  private static Set<Integer> ports(Object rule) {
    Set<Integer> ports = new TreeSet<>();
    list(rule, "ports").forEach(port -> ports.add((Integer) port.get("port")));
    return ports;
  }

  /** Where figures are in the clear once services want certificates. */
  private static int probePort() throws IOException {
    Pattern set = Pattern.compile("ORFEAS_PROBE_PORT, value: \"(\\d+)\"");
    Matcher matcher = set.matcher(mtls());
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private static String mtls() throws IOException {
    return Files.readString(Repository.root().resolve("k8s/components/mtls/java.yaml"));
  }
}
