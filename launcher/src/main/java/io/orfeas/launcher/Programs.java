package io.orfeas.launcher;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs of the machine. */
public final class Programs {
  private Programs() {}

  /**
   * The first program of a name.
   *
   * @param searchPath folders, as in {@code PATH}
   */
  public static Optional<Path> find(String name, String searchPath) {
    return Arrays.stream(searchPath.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
