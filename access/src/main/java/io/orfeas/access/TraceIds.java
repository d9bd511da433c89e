package io.orfeas.access;

import io.orfeas.runtime.TraceNumber;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trace that a request is part of. */
final class TraceIds {
  static final String HEADER = "traceparent";

  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

  private TraceIds() {}

  /** That which is or will be traced here, else that of the caller's header; empty without. */
  static String of(@Nullable String traceparent) {
    String number = TraceNumber.current();
    return number.isEmpty() ? named(traceparent) : number;
  }

  /** That of a header; empty without. */
  static String named(@Nullable String traceparent) {
    Matcher matcher = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
