package io.orfeas.telemetry;

import java.util.Locale;

/** What benchmarks are held against; one that misses its mark ends the process with 1. */
final class Marks {
  private Marks() {}

  static void atLeast(String what, double figure, double mark) {
    say(what, figure, "at least", mark, figure >= mark);
  }

  static void atMost(String what, double figure, double mark) {
    say(what, figure, "at most", mark, figure <= mark);
  }

  private static void say(String what, double figure, String how, double mark, boolean met) {
    System.out.printf(
        Locale.ROOT,
        "%s: %,.1f (expected: %s %,.0f) %s%n",
        what,
        figure,
        how,
        mark,
        met ? "ok" : "MISSED");
    if (!met) {
      System.exit(1);
    }
  }
}
