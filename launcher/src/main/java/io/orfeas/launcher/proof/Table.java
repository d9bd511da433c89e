package io.orfeas.launcher.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  Table(String... headings) {
    row((Object[]) headings);
    lines.add("|" + String.join("", Collections.nCopies(headings.length, "---|")));
  }

  Table row(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    lines.add(line.toString());
    return this;
  }

  List<String> lines() {
    return lines;
  }

  /** Milliseconds, or any other figure for which three digits are enough. */
  static String figure(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }
}
