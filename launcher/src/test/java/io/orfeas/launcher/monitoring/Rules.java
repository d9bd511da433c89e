package io.orfeas.launcher.monitoring;

import io.orfeas.launcher.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rule files as text; their form is promtool's business. */
final class Rules {
  private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
  private static final Pattern RECORD = Pattern.compile("(?m)^ +- record: ([\\w:]+)$");
  private static final Pattern RUNBOOK =
      Pattern.compile("runbook_url: \"\\{\\{ \\$externalLabels\\.runbooks }}/([a-z-]+\\.md)\"");

  /** On the line, or on the deeper indented lines after a bar. */
  private static final Pattern EXPRESSION =
      Pattern.compile("(?m)^ {8}expr: (?:\\|\\n((?: {10,}.*\\n)+)|(.+))");

  private Rules() {}

  static Path folder() {
    return Repository.root().resolve("monitoring/prometheus");
  }

  static List<Path> files() {
    return yaml("rules");
  }

  static List<Path> tests() {
    return yaml("tests");
  }

  static List<String> alerts() {
    return all(ALERT).stream().map(alert -> alert.group(1)).toList();
  }

  static Set<String> recorded() {
    Set<String> names = new TreeSet<>();
    all(RECORD).forEach(record -> names.add(record.group(1)));
    return names;
  }

  /** File names of the pages that alerts link to, one per alert. */
  static List<String> runbooks() {
    return all(RUNBOOK).stream().map(page -> page.group(1)).toList();
  }

  static List<String> expressions() {
    return all(EXPRESSION).stream()
        .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
        .toList();
  }

  private static List<Path> yaml(String name) {
    try (Stream<Path> files = Files.list(folder().resolve(name))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<MatchResult> all(Pattern pattern) {
    return files().stream().map(Rules::text).flatMap(text -> matches(pattern, text)).toList();
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
