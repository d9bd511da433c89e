package io.orfeas.runtime;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Random numbers, but for a trace that was promised one: see {@link TraceNumber}. */
final class PromisedIds implements IdGenerator {
  private static final IdGenerator RANDOM = IdGenerator.random();

  @Override
  public String generateSpanId() {
    return RANDOM.generateSpanId();
  }

  @Override
  public String generateTraceId() {
    return traceId(Context.current());
  }

  /** Number of a trace that begins in a context. */
  static String traceId(Context context) {
    String promised = TraceNumber.promised(context);
    return promised == null ? RANDOM.generateTraceId() : promised;
  }
}
