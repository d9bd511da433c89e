package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.access.AccessConfig;
import io.orfeas.runtime.Env;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The web process stands behind Envoy, and its settings have to say so, wherever they are told. */
class WebManifestTest {
  @Test
  void webProcess_leavesAskingAndLimitsToEnvoy() throws Exception {
    Env env = Env.of(environment("web"));

    AccessConfig config = AccessConfig.readForEdge(env);

    env.check();
    assertThat(config.mode()).isEqualTo(AccessConfig.Mode.UPSTREAM);
    assertThat(config.problemsAt("0.0.0.0")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/access.md", "envoy/README.md", "envoy/run"})
  void recipe_startsTheWebProcessBehindEnvoy_whereEnvoyLooksForIt(String file) throws Exception {
    String port = port(Files.readString(EnvoyProcess.root().resolve("envoy/run")));

    assertThat(Files.readString(EnvoyProcess.root().resolve(file)))
        .contains("ORFEAS_ACCESS=upstream ORFEAS_EDGE_PORT=" + port + " ./orfeas run edge");
  }

  private static String port(String script) {
    Matcher web = Pattern.compile("WEB=\\$\\{WEB:-127\\.0\\.0\\.1:(\\d+)}").matcher(script);
    assertThat(web.find()).isTrue();
    return web.group(1);
  }

  private static Map<String, String> environment(String name) throws Exception {
    String manifest = Files.readString(EnvoyProcess.root().resolve("k8s/base/" + name + ".yaml"));
    Object deployment =
        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(manifest).iterator().next();
    Object container = list(at(deployment, "spec", "template", "spec", "containers")).get(0);
    Map<String, String> variables = new HashMap<>();
    for (Object variable : list(at(container, "env"))) {
      variables.put(String.valueOf(at(variable, "name")), String.valueOf(at(variable, "value")));
    }
    return variables;
  }

  private static Object at(Object node, String... path) {
    Object found = node;
    for (String key : path) {
      found = ((Map<?, ?>) found).get(key);
    }
    return found;
  }

  private static List<?> list(Object node) {
    return (List<?>) node;
  }
}
