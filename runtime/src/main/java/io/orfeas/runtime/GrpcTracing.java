package io.orfeas.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * Traces gRPC calls: a span for each, and only the trace handed on where a span would tell nothing:
 * in a trace that is not sampled, and on the caller's side of a call within the process, which
 * takes as long as on the other side. gRPC calls handlers and hands over answers in the call's
 * trace, on whatever thread.
 */
final class GrpcTracing {
  private final GrpcSpans spans;
  private final TextMapPropagator propagator;
  private final TraceFields fields;
  private final boolean parentDecides;

  /**
   * Tracing of gRPC.
   *
   * @param tracer makes the spans
   * @param propagator writes and reads where in a trace a call is
   * @param parentDecides whether what is not sampled by a caller is never sampled here
   */
  GrpcTracing(Tracer tracer, TextMapPropagator propagator, boolean parentDecides) {
    spans = new GrpcSpans(tracer);
    this.propagator = propagator;
    fields = new TraceFields(propagator.fields());
    this.parentDecides = parentDecides;
  }

  ServerInterceptor server() {
    return new ServerInterceptor() {
      @Override
      public <Q, S> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        if (call.getMethodDescriptor().getFullMethodName().startsWith("grpc.")) {
          // Health probes and reflection, which gRPC itself brings along.
          return next.startCall(call, headers);
        }
        Context near = NearTrace.get(headers);
        Context caller =
            near == null ? propagator.extract(Context.current(), headers, fields) : near;
        CallSpan span =
            isLeftOut(caller) ? CallSpan.NONE : spans.ofServer(call.getMethodDescriptor(), caller);
        return TracedServerCall.start(span.within(caller), span, call, headers, next);
      }
    };
  }

  /**
   * For calls to one service.
   *
   * @param near whether it is in this process
   */
  ClientInterceptor client(boolean near) {
    return new ClientInterceptor() {
      @Override
      public <Q, S> ClientCall<Q, S> interceptCall(
          MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
        Context caller = Context.current();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<S> answers, Metadata headers) {
            // Not before: a call that is never started never ends either.
            CallSpan span =
                near || isLeftOut(caller)
                    ? CallSpan.NONE
                    : spans.ofClient(method, next.authority(), caller);
            Context own = span.within(caller);
            try (Scope scope = own.makeCurrent()) {
              if (near) {
                NearTrace.put(headers, own);
              } else {
                propagator.inject(own, headers, fields);
              }
              super.start(new TracedAnswers<>(caller, span, answers), headers);
            } catch (RuntimeException | Error failed) {
              span.end(failed);
              throw failed;
            }
          }
        };
      }
    };
  }

  private boolean isLeftOut(Context context) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    return parentDecides && span.isValid() && !span.isSampled();
  }
}
