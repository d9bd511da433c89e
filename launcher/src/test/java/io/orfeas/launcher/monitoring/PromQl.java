package io.orfeas.launcher.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of PromQL as it takes to see which series an expression reads. */
final class PromQl {
  /** Label matchers, ranges, texts, and lists of labels: what holds words that are no series. */
  private static final Pattern NO_SERIES =
      Pattern.compile(
          "\\{[^}]*}|\\[[^\\]]*]|\"[^\"]*\"|\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");

  private static final Pattern WORD =
      Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*\\b(?!\\s*\\()");

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "without");

  private PromQl() {}

  /** The series that an expression reads: metrics, or what rules record. */
  static Set<String> series(String expression) {
    Set<String> series = new TreeSet<>();
    Matcher words = WORD.matcher(NO_SERIES.matcher(expression).replaceAll(" "));
    while (words.find()) {
      if (!KEYWORDS.contains(words.group())) {
        series.add(words.group());
      }
    }
    return series;
  }

  /** The metric that a series belongs to: a histogram's parts are no metrics of their own. */
  static String metric(String series) {
    return series.replaceFirst("(_seconds|_bytes)_(bucket|sum|count)$", "$1");
  }
}
