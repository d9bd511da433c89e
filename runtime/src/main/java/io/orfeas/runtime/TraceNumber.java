package io.orfeas.runtime;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import org.jspecify.annotations.Nullable;

/** Which trace a request is part of, known also before its first span has begun. */
public final class TraceNumber {
  private static final ContextKey<String> PROMISED = ContextKey.named("orfeas-trace-number");

  private TraceNumber() {}

  /**
   * That of the request that the calling thread works for: W3C trace id, 32 hexadecimal characters;
   * empty when it is not traced.
   */
  public static String current() {
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      return span.getTraceId();
    }
    String promised = promised(Context.current());
    return promised == null ? "" : promised;
  }

  /** A context in which a trace that begins has the given number. */
  static Context promise(Context context, String number) {
    return context.with(PROMISED, number);
  }

  /** The number that a trace has that begins in a context; null for any. */
  static @Nullable String promised(Context context) {
    return context.get(PROMISED);
  }
}
