package io.orfeas.cache.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A {@link CrashWriter} in a process of its own, there to be killed. */
final class Victim {
  private final Process process;
  private final BufferedReader out;

  private Victim(Process process) {
    this.process = process;
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param archive of classes, which makes starting cheap
   * @param arguments of the writer
   */
  static Victim start(Path archive, String... arguments) throws IOException {
    return new Victim(launch("-XX:SharedArchiveFile=" + archive, arguments));
  }

  /** Makes an archive of the classes that the writer needs with these arguments. */
  static Path archive(Path archive, String... arguments) throws IOException, InterruptedException {
    Process process = launch("-XX:ArchiveClassesAtExit=" + archive, arguments);
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    process.waitFor();
    return archive;
  }

  /** Lets it say some lines, then kills it, and hears all it has said. */
  void killAfter(int lines, Witness witness) throws IOException, InterruptedException {
    try (out) {
      for (int i = 0; i < lines; i++) {
        witness.hear(Objects.requireNonNull(out.readLine(), "the writer ended by itself"));
      }
      // By its handle: through the process object, Java would close the pipe under what is in it.
      process.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        witness.hear(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process launch(String sharing, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Xlog:disable",
                "-Xshare:auto",
                sharing,
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName()));
    command.addAll(List.of(arguments));
    // Tests log what they do in detail; from here only lines of the writer are wanted.
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
