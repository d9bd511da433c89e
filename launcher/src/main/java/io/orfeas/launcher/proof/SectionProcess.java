package io.orfeas.launcher.proof;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A section in a process of its own: a device that a kernel has broken is broken for the whole
 * process, and a driver that crashes takes it along.
 */
final class SectionProcess {
  private static final String MAIN = "io.orfeas.launcher.cli.Main";

  private SectionProcess() {}

  static Finding run(Section section, ProofSettings settings, Duration limit) {
    try {
      Path fragment = Files.createTempFile("orfeas-proof", ".md");
      try {
        Tool.Run run = Tool.run(command(List.of(), section, fragment, settings), limit);
        return Files.size(fragment) > 0
            ? Finding.read(fragment)
            : Finding.failed("ended with status %d: %s".formatted(run.code(), run.lastLine()));
      } finally {
        Files.deleteIfExists(fragment);
      }
    } catch (IOException failure) {
      return Finding.failed(String.valueOf(failure.getMessage()));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return Finding.failed("interrupted");
    }
  }

  /**
   * The command line of a section, in this Java and with its options.
   *
   * @param before a program to run it under, with its arguments
   */
  static List<String> command(
      List<String> before, Section section, Path fragment, ProofSettings settings) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(section.javaOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "prove-gpu"));
    command.addAll(List.of("--only", section.name(), "--fragment", fragment.toString()));
    command.addAll(List.of("--picture", settings.picture().toString()));
    command.addAll(List.of("--requests", Integer.toString(settings.requests())));
    command.addAll(List.of("--load", settings.load().toMillis() + "ms"));
    command.addAll(List.of("--grid", Integer.toString(settings.grid())));
    command.addAll(List.of("--texture", Integer.toString(settings.texture())));
    command.addAll(List.of("--passes", Integer.toString(settings.passes())));
    command.add("--qualities");
    command.add(
        settings.qualities().stream().map(String::valueOf).collect(Collectors.joining(",")));
    return command;
  }
}
