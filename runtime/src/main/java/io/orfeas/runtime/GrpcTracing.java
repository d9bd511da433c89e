package io.orfeas.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Spans of gRPC calls, made by OpenTelemetry's instrumentation, and only the trace handed on where
 * a span would tell nothing: in a trace that is not sampled, and on the caller's side of a call
 * within the process, which takes as long as on the other side.
 */
final class GrpcTracing {
  private final ServerInterceptor serverSpans;
  private final ClientInterceptor clientSpans;
  private final TextMapPropagator propagator;
  private final Fields fields;
  private final boolean parentDecides;

  /**
   * Tracing of gRPC.
   *
   * @param parentDecides whether what is not sampled by a caller is never sampled here
   */
  GrpcTracing(OpenTelemetry openTelemetry, boolean parentDecides) {
    GrpcTelemetry spans = GrpcTelemetry.create(openTelemetry);
    serverSpans = spans.newServerInterceptor();
    clientSpans = spans.newClientInterceptor();
    propagator = openTelemetry.getPropagators().getTextMapPropagator();
    fields = new Fields(propagator.fields());
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
        Context caller = propagator.extract(Context.current(), headers, fields);
        return isLeftOut(caller)
            ? Carried.start(caller, call, headers, next)
            : serverSpans.interceptCall(call, headers, next);
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
        Context context = Context.current();
        return near || isLeftOut(context)
            ? handedOn(context, next.newCall(method, options))
            : clientSpans.interceptCall(method, options, next);
      }
    };
  }

  private boolean isLeftOut(Context context) {
    SpanContext span = Span.fromContext(context).getSpanContext();
    return parentDecides && span.isValid() && !span.isSampled();
  }

  private <Q, S> ClientCall<Q, S> handedOn(Context context, ClientCall<Q, S> call) {
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<S> listener, Metadata headers) {
        propagator.inject(context, headers, fields);
        super.start(listener, headers);
      }
    };
  }

  /** The fields of a propagator in the headers of a call. */
  private static final class Fields implements TextMapGetter<Metadata>, TextMapSetter<Metadata> {
    // A key checks and copies its name, which is much of what handing a trace on takes.
    private final Map<String, Metadata.Key<String>> known;

    Fields(Collection<String> names) {
      known =
          names.stream()
              .distinct()
              .collect(Collectors.toUnmodifiableMap(name -> name, Fields::newKey));
    }

    @Override
    public Iterable<String> keys(Metadata headers) {
      return headers.keys();
    }

    @Override
    public @Nullable String get(@Nullable Metadata headers, String name) {
      return headers == null ? null : headers.get(key(name));
    }

    /** A proxy's call may carry the fields of the call that it passes on. */
    @Override
    public void set(@Nullable Metadata headers, String name, String value) {
      if (headers != null) {
        headers.discardAll(key(name));
        headers.put(key(name), value);
      }
    }

    private Metadata.Key<String> key(String name) {
      Metadata.Key<String> key = known.get(name);
      return key == null ? newKey(name) : key;
    }

    private static Metadata.Key<String> newKey(String name) {
      return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
  }

  /** Makes the caller's trace current wherever a handler runs. */
  private static final class Carried<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Context caller;

    private Carried(Context caller, ServerCall.Listener<Q> handler) {
      super(handler);
      this.caller = caller;
    }

    static <Q, S> ServerCall.Listener<Q> start(
        Context caller, ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
      try (Scope scope = caller.makeCurrent()) {
        return new Carried<>(caller, next.startCall(call, headers));
      }
    }

    @Override
    public void onMessage(Q message) {
      try (Scope scope = caller.makeCurrent()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      caller.wrap(super::onHalfClose).run();
    }

    @Override
    public void onCancel() {
      caller.wrap(super::onCancel).run();
    }

    @Override
    public void onComplete() {
      caller.wrap(super::onComplete).run();
    }

    @Override
    public void onReady() {
      caller.wrap(super::onReady).run();
    }
  }
}
