package io.orfeas.runtime.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Things a test needs that a laptop may lack.
 *
 * <p>Absent, the test reports itself as skipped by name; with {@code ORFEAS_REQUIRE=all} in the
 * environment (as in CI) it fails instead, so that nothing is skipped there unseen. A GPU is the
 * one exception: it is never required.
 */
public final class Requires {
  private Requires() {}

  /** The path of a program on {@code PATH}; skips or fails the test where there is none. */
  public static Path program(String name) {
    Optional<Path> found = find(name);
    present(name, found.isPresent());
    return found.orElseThrow();
  }

  /** Skips or fails the test unless the thing called {@code name} is there. */
  public static void present(String name, boolean there) {
    if (!there && "all".equals(System.getenv("ORFEAS_REQUIRE"))) {
      Assertions.fail(name + ": absent (required by ORFEAS_REQUIRE=all)");
    }
    Assumptions.assumeTrue(there, name + ": absent");
  }

  private static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(dir -> !dir.isEmpty())
        .map(dir -> Path.of(dir, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
