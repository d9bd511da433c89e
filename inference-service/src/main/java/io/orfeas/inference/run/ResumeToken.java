package io.orfeas.inference.run;

import io.orfeas.runtime.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a run's sequence of events. Its text form is opaque to clients and safe in a URL.
 *
 * @param key request key
 * @param sequence last event seen
 */
public record ResumeToken(String key, int sequence) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{64})(?:-(\\d{1,6}))?");

  /**
   * Reads a token that {@link #toString} gave out, or a request key alone, which is the place
   * before its first event.
   *
   * @throws Failure {@code INVALID_ARGUMENT} for anything else
   */
  public static ResumeToken parse(String token) {
    Matcher matcher = FORM.matcher(token);
    if (!matcher.matches()) {
      throw Failure.invalid(
          "INVALID_RESUME_TOKEN",
          "resume_token",
          "resume_token: malformed (expected: the token of an event)");
    }
    String sequence = matcher.group(2);
    return new ResumeToken(matcher.group(1), sequence == null ? 0 : Integer.parseInt(sequence));
  }

  @Override
  public String toString() {
    return key + "-" + sequence;
  }
}
