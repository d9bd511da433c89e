package io.orfeas.access;

import io.orfeas.runtime.Env;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The web pages whose scripts may use an edge, by their origins. */
public final class Origins {
  private static final String SETTING = "ORFEAS_EDGE_CORS_ORIGINS";
  private static final String HERE = "https?://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?";
  private static final String ENCRYPTED_OR_HERE =
      "https://.+|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?";

  private Origins() {}

  /**
   * Reads {@code ORFEAS_EDGE_CORS_ORIGINS}, a regular expression of whole origins.
   *
   * @param isForThisMachine whether being here is all that a caller has to show: then only pages
   *     from here may, unless the setting says otherwise
   */
  public static Pattern read(Env env, boolean isForThisMachine) {
    String usual = isForThisMachine ? HERE : ENCRYPTED_OR_HERE;
    String expression = env.string(SETTING, usual);
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException malformed) {
      env.problem("%s: %s (expected: a regular expression)".formatted(SETTING, expression));
      return Pattern.compile(usual);
    }
  }
}
