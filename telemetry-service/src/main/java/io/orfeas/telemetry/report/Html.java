package io.orfeas.telemetry.report;

import java.util.List;
import java.util.Locale;

/** Pieces of HTML, with everything that came from outside escaped. */
final class Html {
  private static final long KIBI = 1024;

  private Html() {}

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A table; the first cell of a row is its heading. Cells are text, escaped here. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table><thead><tr>");
    head.forEach(cell -> table.append("<th>").append(escape(cell)).append("</th>"));
    table.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      table.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        table.append('<').append(tag).append('>').append(escape(row.get(i)));
        table.append("</").append(tag).append('>');
      }
      table.append("</tr>\n");
    }
    return table.append("</tbody></table>\n").toString();
  }

  /** A length of time in the unit that reads best. */
  static String seconds(double seconds) {
    if (seconds == 0) {
      return "0";
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.3g ms", 1000 * seconds);
    }
    return seconds < 120
        ? String.format(Locale.ROOT, "%.3g s", seconds)
        : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }

  /** A share as a percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A size in GiB. */
  static String gibibytes(double bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (KIBI * KIBI * KIBI));
  }
}
