package io.orfeas.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of the source tree that tests look at. */
public final class Repository {
  private Repository() {}

  /** The folder that holds the {@code orfeas} script. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("orfeas"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** A picture that comes with the project. */
  public static Path sample(String name) {
    return root().resolve("samples").resolve(name);
  }

  /** All pictures that come with the project. */
  public static List<Path> samples() {
    try (Stream<Path> files = Files.list(root().resolve("samples"))) {
      return files.filter(file -> !file.toString().endsWith(".md")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
