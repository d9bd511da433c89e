package io.orfeas.launcher.monitoring;

import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** YAML of this repository, read into maps and lists. */
final class Manifests {
  private Manifests() {}

  /** The documents of a file, or of all files in a folder. */
  static List<Map<String, Object>> read(String path) throws IOException {
    Path root = Repository.root().resolve(path);
    List<Map<String, Object>> all = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (var files = Files.list(root)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
          all.addAll(documents(Files.readString(file)));
        }
      }
    } else {
      all.addAll(documents(Files.readString(root)));
    }
    return all;
  }

  /** Those of one kind. */
  static List<Map<String, Object>> ofKind(List<Map<String, Object>> documents, String kind) {
    return documents.stream().filter(document -> kind.equals(document.get("kind"))).toList();
  }

  static String name(Map<String, Object> document) {
    return text(document, "metadata", "name");
  }

  /** The text of what is at a path of keys and indices. */
  static String text(Object node, Object... path) {
    return String.valueOf(at(node, path));
  }

  /** What is at a path of keys and indices. */
  static Object at(Object node, Object... path) {
    Object here = node;
    for (Object step : path) {
      here =
          step instanceof Integer index
              ? ((List<?>) here).get(index)
              : Objects.requireNonNull(((Map<?, ?>) here).get(step), () -> step + " in " + node);
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object node, Object... path) {
    return (List<Map<String, Object>>) at(node, path);
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> documents(String yaml) {
    List<Map<String, Object>> all = new ArrayList<>();
    new Yaml().loadAll(yaml).forEach(document -> all.add((Map<String, Object>) document));
    return all;
  }
}
