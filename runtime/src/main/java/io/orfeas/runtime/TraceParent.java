package io.orfeas.runtime;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace as text, to be stored and linked to later: the {@code traceparent} of the W3C
 * Trace Context recommendation.
 */
public final class TraceParent {
  private static final String FIELD = "traceparent";

  private TraceParent() {}

  /** The span of a context; empty when nothing is traced there. */
  public static String of(Context context) {
    Map<String, String> fields = new HashMap<>();
    W3CTraceContextPropagator.getInstance().inject(context, fields, Map::put);
    return fields.getOrDefault(FIELD, "");
  }

  /** The span that a text names; an invalid one where it names none. */
  public static SpanContext parse(String text) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), text, new OneField());
    return Span.fromContext(context).getSpanContext();
  }

  private static final class OneField implements TextMapGetter<String> {
    @Override
    public Iterable<String> keys(String text) {
      return List.of(FIELD);
    }

    @Override
    public @Nullable String get(@Nullable String text, String field) {
      return field.equals(FIELD) ? text : null;
    }
  }
}
