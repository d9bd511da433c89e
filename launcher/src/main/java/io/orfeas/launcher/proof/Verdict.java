package io.orfeas.launcher.proof;

import java.util.Locale;

/** How a section ended. */
public enum Verdict {
  /** Its mark is met. */
  MET,
  /** Its mark is missed. */
  MISSED,
  /** It has figures, and no mark. */
  MEASURED,
  /** Something it needs is not there. */
  SKIPPED,
  /** It broke. */
  FAILED;

  /** Whether it stands against the machine or the program. */
  public boolean isBad() {
    return this == MISSED || this == FAILED;
  }

  /** As the report says it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
