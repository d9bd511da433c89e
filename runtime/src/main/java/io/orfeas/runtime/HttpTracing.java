package io.orfeas.runtime;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.netty.util.AsciiString;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.instrumentation.armeria.v1_3.ArmeriaServerTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spans of HTTP requests, made by OpenTelemetry's instrumentation, and only the trace handed on
 * where the request's trace is not sampled: then nothing is gathered that nobody will see.
 */
final class HttpTracing {
  private final Function<? super HttpService, ? extends HttpService> spans;
  private final TextMapPropagator propagator;
  private final EarlySampler sampler;

  /**
   * Tracing of HTTP.
   *
   * @param parentDecides whether what is not sampled by a caller is never sampled here
   */
  HttpTracing(OpenTelemetrySdk sdk, boolean parentDecides) {
    spans = ArmeriaServerTelemetry.create(sdk).newDecorator();
    propagator = sdk.getPropagators().getTextMapPropagator();
    sampler = EarlySampler.of(sdk.getSdkTracerProvider().getSampler(), parentDecides);
  }

  HttpService traced(HttpService service) {
    return new Choice(service, spans.apply(service.decorate(HttpTracing::carry)));
  }

  /** Says which trace a request is part of before there is a span, to whoever acts before it. */
  HttpService numbered(HttpService service) {
    return service.decorate(
        (inner, ctx, req) -> {
          Context caller = propagator.extract(Context.current(), req.headers(), new Fields());
          SpanContext span = Span.fromContext(caller).getSpanContext();
          Context promised =
              TraceNumber.promise(
                  Context.current(),
                  span.isValid() ? span.getTraceId() : PromisedIds.traceId(caller));
          ctx.hook(promised::makeCurrent);
          try (Scope scope = promised.makeCurrent()) {
            return inner.serve(ctx, req);
          }
        });
  }

  /** Makes the span of a request current on every thread that Armeria serves it on. */
  private static HttpResponse carry(HttpService service, ServiceRequestContext ctx, HttpRequest req)
      throws Exception {
    Context context = Context.current();
    ctx.hook(context::makeCurrent);
    return service.serve(ctx, req);
  }

  /** With a span or without. */
  private final class Choice extends SimpleDecoratingHttpService {
    private final HttpService withSpan;

    Choice(HttpService plain, HttpService withSpan) {
      super(plain);
      this.withSpan = withSpan;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest req) throws Exception {
      Context caller = propagator.extract(Context.current(), req.headers(), new Fields());
      Context decided = sampler.decide(caller);
      SpanContext span = Span.fromContext(decided).getSpanContext();
      boolean leftOut = span.isValid() && !span.isSampled() && sampler.isFinal();
      try (Scope scope = decided.makeCurrent()) {
        return leftOut ? unwrap().serve(ctx, req) : withSpan.serve(ctx, req);
      }
    }
  }

  private static final class Fields implements TextMapGetter<RequestHeaders> {
    @Override
    public Iterable<String> keys(RequestHeaders headers) {
      return headers.names().stream().map(AsciiString::toString).toList();
    }

    @Override
    public @Nullable String get(@Nullable RequestHeaders headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  }
}
