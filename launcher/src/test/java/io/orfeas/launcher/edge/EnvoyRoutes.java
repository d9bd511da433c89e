package io.orfeas.launcher.edge;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The public route table of envoy.yaml, matched as Envoy matches: the first that fits. */
final class EnvoyRoutes {
  private final List<Map<String, Object>> routes;

  private EnvoyRoutes(List<Map<String, Object>> routes) {
    this.routes = routes;
  }

  static EnvoyRoutes read() throws IOException {
    Object config = new Yaml(new Tolerant()).load(EnvoyProcess.configuration());
    Object host =
        at(
            config,
            "static_resources",
            "listeners",
            0,
            "filter_chains",
            0,
            "filters",
            0,
            "typed_config",
            "route_config",
            "virtual_hosts",
            0,
            "routes");
    return new EnvoyRoutes(list(host));
  }

  /** Where a request goes: a cluster's name, or the status of a direct answer. */
  Optional<String> target(String method, String path, Map<String, String> headers) {
    return routes.stream()
        .filter(route -> matches(map(route.get("match")), method, path, headers))
        .findFirst()
        .map(EnvoyRoutes::target);
  }

  private static String target(Map<String, Object> route) {
    return route.containsKey("direct_response")
        ? String.valueOf(at(route, "direct_response", "status"))
        : String.valueOf(at(route, "route", "cluster"));
  }

  private static boolean matches(
      Map<String, Object> match, String method, String path, Map<String, String> headers) {
    if (match.containsKey("query_parameters") || !matchesPath(match, path)) {
      return false;
    }
    return list(match.getOrDefault("headers", List.of())).stream()
        .allMatch(
            header -> {
              String name = String.valueOf(header.get("name"));
              String value = name.equals(":method") ? method : headers.get(name);
              return matchesHeader(header, value);
            });
  }

  private static boolean matchesPath(Map<String, Object> match, String path) {
    if (match.containsKey("path")) {
      return match.get("path").equals(path);
    }
    if (match.containsKey("prefix")) {
      return path.startsWith(String.valueOf(match.get("prefix")));
    }
    return Pattern.matches(String.valueOf(at(match, "safe_regex", "regex")), path);
  }

  private static boolean matchesHeader(Map<String, Object> header, String value) {
    if (value == null) {
      return false;
    }
    if (!header.containsKey("string_match")) {
      return true;
    }
    Map<String, Object> text = map(header.get("string_match"));
    boolean matched =
        text.containsKey("exact")
            ? text.get("exact").equals(value)
            : text.containsKey("safe_regex")
                ? Pattern.matches(String.valueOf(at(text, "safe_regex", "regex")), value)
                : value.contains(String.valueOf(text.getOrDefault("contains", text.get("prefix"))));
    return matched != Boolean.TRUE.equals(header.get("invert_match"));
  }

  private static Object at(Object node, Object... path) {
    Object here = node;
    for (Object step : path) {
      here = step instanceof Integer index ? ((List<?>) here).get(index) : map(here).get(step);
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object node) {
    return (List<Map<String, Object>>) node;
  }

  /** Takes the {@code !ignore} tag for what it is to Envoy: a mark on a name. */
  private static final class Tolerant extends SafeConstructor {
    private static LoaderOptions options() {
      LoaderOptions options = new LoaderOptions();
      options.setMaxAliasesForCollections(1000);
      return options;
    }

    private Tolerant() {
      super(options());
      yamlConstructors.put(
          new Tag("!ignore"),
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return ((ScalarNode) node).getValue();
            }
          });
    }
  }
}
