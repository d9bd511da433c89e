package io.orfeas.launcher.edge;

import java.util.regex.Pattern;

/** What is wrong with a text that cannot be read, in words that do not tell who read it. */
final class ReadProblem {
  private static final Pattern READERS = Pattern.compile("(?:[\\w$]+\\.)+[\\w$]+Exception: ");

  private ReadProblem() {}

  static String of(Exception unreadable) {
    return READERS.matcher(String.valueOf(unreadable.getMessage())).replaceAll("");
  }
}
