package io.orfeas.launcher.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a section found.
 *
 * @param summary one line
 * @param body lines of Markdown
 */
public record Finding(Verdict verdict, String summary, List<String> body) {
  public Finding {
    summary = summary.lines().findFirst().orElse("");
    body = List.copyOf(body);
  }

  static Finding of(boolean met, String summary, List<String> body) {
    return new Finding(met ? Verdict.MET : Verdict.MISSED, summary, body);
  }

  static Finding skipped(String reason) {
    return new Finding(Verdict.SKIPPED, reason, List.of());
  }

  static Finding failed(String reason) {
    return new Finding(Verdict.FAILED, reason, List.of());
  }

  /** Leaves it in a file for another process. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(verdict.name(), summary));
    lines.addAll(body);
    Files.write(file, lines);
  }

  static Finding read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return new Finding(Verdict.valueOf(lines.get(0)), lines.get(1), lines.subList(2, lines.size()));
  }
}
