package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point one way; this reads the imports and says where they do not. */
class ArchitectureTest {
  private static final Path ROOT = Repository.root();

  /** Module folder to the packages of ours that its code may import. */
  private static final Map<String, List<String>> MODULES =
      Map.of(
          "runtime", List.of("io.orfeas.runtime"),
          "client", List.of("io.orfeas.client", "io.orfeas.inference.v1", "io.orfeas.artifact.v1"),
          "access", List.of("io.orfeas.runtime", "io.orfeas.access"),
          "inference-service",
              List.of(
                  "io.orfeas.runtime",
                  "io.orfeas.inference",
                  "io.orfeas.artifact.v1",
                  "io.orfeas.cache.v1",
                  "io.orfeas.telemetry.v1"),
          "cache-service", List.of("io.orfeas.runtime", "io.orfeas.cache", "io.orfeas.artifact.v1"),
          "telemetry-service", List.of("io.orfeas.runtime", "io.orfeas.telemetry"));

  /** Pure package to the packages of ours that it may import. */
  private static final Map<String, List<String>> PURE =
      Map.of(
          "image", List.of("image"),
          "field", List.of("image", "field"),
          "mesh", List.of("image", "field", "mesh"),
          "texture", List.of("image", "mesh", "texture"),
          "format", List.of("image", "mesh", "texture", "format"),
          "render", List.of("image", "mesh", "format", "render"),
          "gpu", List.of("gpu"),
          "onnx", List.of("image", "field", "gpu", "onnx"),
          "pipeline", List.of("image", "field", "mesh", "texture", "format", "gpu", "pipeline"),
          "proof", List.of("image", "field", "mesh", "texture", "gpu", "pipeline", "proof"));

  private static final List<String> NETWORK =
      List.of(
          "io.grpc", "com.google.protobuf", "com.linecorp", "io.opentelemetry", "io.prometheus");

  @Test
  void modules_imports_pointOneWay() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, List<String>> module : MODULES.entrySet()) {
      for (Import found : imports(ROOT.resolve(module.getKey()).resolve("src/main/java"))) {
        if (found.isOurs() && module.getValue().stream().noneMatch(found::isIn)) {
          wrong.add(found.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void pureCore_imports_pointOneWayAndKnowNoNetwork() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, List<String>> pure : PURE.entrySet()) {
      Path folder =
          ROOT.resolve("inference-service/src/main/java/io/orfeas/inference/" + pure.getKey());
      for (Import found : imports(folder)) {
        boolean inside =
            pure.getValue().stream().anyMatch(name -> found.isIn("io.orfeas.inference." + name));
        boolean network = NETWORK.stream().anyMatch(found::isIn);
        if (network || (found.isOurs() && !inside)) {
          wrong.add(found.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackage_hasANullMarkedDescription() throws IOException {
    List<Path> missing = new ArrayList<>();
    for (String module :
        List.of(
            "runtime",
            "client",
            "access",
            "inference-service",
            "cache-service",
            "telemetry-service",
            "launcher")) {
      for (Path file : javaFiles(ROOT.resolve(module).resolve("src/main/java"))) {
        Path description = file.resolveSibling("package-info.java");
        if (!Files.exists(description) || !Files.readString(description).contains("@NullMarked")) {
          missing.add(file.getParent());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private record Import(Path file, String name) {
    boolean isOurs() {
      return isIn("io.orfeas");
    }

    boolean isIn(String prefix) {
      return name.startsWith(prefix + ".");
    }

    @Override
    public String toString() {
      return ROOT.relativize(file) + " imports " + name;
    }
  }

  private static List<Import> imports(Path folder) throws IOException {
    List<Import> found = new ArrayList<>();
    for (Path file : javaFiles(folder)) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("import ")) {
          String name = line.replace("import static ", "").replace("import ", "");
          found.add(new Import(file, name.replace(";", "")));
        }
      }
    }
    assertThat(found).as("imports below %s", folder).isNotEmpty();
    return found;
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
