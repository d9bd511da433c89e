package io.orfeas.launcher.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The parity suite once more, with every access of a kernel checked. */
final class SanitizerSection implements Section {
  private static final String PROGRAM = "compute-sanitizer";
  private static final Duration LIMIT = Duration.ofMinutes(20);

  /** What it says of devices, and of ways to reach them, that it knows no way to look into. */
  private static final String REFUSED = "Device not supported";

  private static final int ERRORS = 99;

  @Override
  public String name() {
    return "sanitizer";
  }

  @Override
  public String title() {
    return "`compute-sanitizer`";
  }

  @Override
  public String mark() {
    return "no wrong access in any kernel";
  }

  @Override
  public Finding run(ProofSettings settings) throws IOException, InterruptedException {
    Optional<String> program = Tool.find(PROGRAM);
    if (program.isEmpty()) {
      return Finding.skipped(PROGRAM + ": not on PATH");
    }
    Path fragment = Files.createTempFile("orfeas-parity", ".md");
    try {
      List<String> before =
          List.of(program.get(), "--tool", "memcheck", "--error-exitcode", "" + ERRORS);
      Tool.Run run =
          Tool.run(SectionProcess.command(before, new ParitySection(), fragment, settings), LIMIT);
      String summary =
          run.output()
              .lines()
              .filter(line -> line.contains("ERROR SUMMARY"))
              .map(line -> line.replaceFirst("^=+ *", ""))
              .findFirst()
              .orElse(run.lastLine());
      if (run.output().contains(REFUSED)) {
        return Finding.skipped(PROGRAM + ": " + REFUSED);
      }
      return Finding.of(run.code() == 0, summary, List.of());
    } finally {
      Files.deleteIfExists(fragment);
    }
  }
}
