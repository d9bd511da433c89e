package io.orfeas.runtime;

/** The settings of the log. Logback reads them itself, and long before any of our code runs. */
public final class LogSettings {
  private LogSettings() {}

  /** Notes a problem in {@code env} where Logback could only fall silent or guess. */
  public static void check(Env env) {
    env.choice("ORFEAS_LOG_FORMAT", "text", "text", "json");
    env.choice("ORFEAS_LOG_LEVEL", "info", "trace", "debug", "info", "warn", "error", "off");
  }
}
