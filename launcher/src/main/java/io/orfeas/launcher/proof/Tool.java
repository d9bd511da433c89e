package io.orfeas.launcher.proof;

import io.orfeas.launcher.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
final class Tool {
  /** Where drivers and toolkits put their programs, and often nobody tells the {@code PATH}. */
  private static final String USUAL = ":/usr/local/nvidia/bin:/usr/local/cuda/bin:/usr/lib/wsl/lib";

  private Tool() {}

  /**
   * What a program did.
   *
   * @param code its exit status
   * @param output standard output and error, as they came
   */
  record Run(int code, String output) {
    /** The last line that says something. */
    String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (all, line) -> line);
    }
  }

  /** A program on {@code PATH}, or where NVIDIA's usually are. */
  static Optional<String> find(String name) {
    return Programs.find(name, System.getenv().getOrDefault("PATH", "") + USUAL)
        .map(Path::toString);
  }

  /**
   * Runs a program to its end.
   *
   * @param limit after which it is ended
   * @throws IOException when it cannot be started, or was not done in time
   */
  static Run run(List<String> command, Duration limit) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> all(process));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s: not done after %d s".formatted(command.get(0), limit.toSeconds()));
      }
      return new Run(process.exitValue(), output.join());
    } finally {
      // What a program started holds the device as it does.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String all(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cut) {
      throw new UncheckedIOException(cut);
    }
  }
}
