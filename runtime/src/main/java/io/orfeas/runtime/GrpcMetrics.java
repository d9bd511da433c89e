package io.orfeas.runtime;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts and times gRPC calls of one side, {@code server} or {@code client}, under the names that
 * the gRPC ecosystem's Prometheus interceptors share. A call that its caller gave up is counted as
 * {@code CANCELLED}, so that what was started is handled in the end.
 */
final class GrpcMetrics implements ServerInterceptor, ClientInterceptor {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String[] METHOD = {"grpc_type", "grpc_service", "grpc_method"};

  private final Counter started;
  private final Counter handled;
  private final Histogram handling;
  private final Counter received;
  private final Counter sent;
  private final Map<String, Counts> byMethod = new ConcurrentHashMap<>();

  private GrpcMetrics(
      Counter started, Counter handled, Histogram handling, Counter received, Counter sent) {
    this.started = started;
    this.handled = handled;
    this.handling = handling;
    this.received = received;
    this.sent = sent;
  }

  static GrpcMetrics server(Metrics metrics) {
    return new GrpcMetrics(
        metrics.counter("grpc_server_started_total", "RPCs started on the server.", METHOD),
        metrics.counter(
            "grpc_server_handled_total",
            "RPCs completed on the server, regardless of success or failure.",
            withCode()),
        metrics.durations(
            "grpc_server_handling_seconds",
            "Time from the start of an RPC to its end on the server.",
            METHOD),
        metrics.counter(
            "grpc_server_msg_received_total", "Messages received by the server.", METHOD),
        metrics.counter("grpc_server_msg_sent_total", "Messages sent by the server.", METHOD));
  }

  static GrpcMetrics client(Metrics metrics) {
    return new GrpcMetrics(
        metrics.counter("grpc_client_started_total", "RPCs started by the client.", METHOD),
        metrics.counter(
            "grpc_client_handled_total",
            "RPCs completed by the client, regardless of success or failure.",
            withCode()),
        metrics.durations(
            "grpc_client_handling_seconds",
            "Time from the start of an RPC to its end at the client.",
            METHOD),
        metrics.counter(
            "grpc_client_msg_received_total", "Messages received by the client.", METHOD),
        metrics.counter("grpc_client_msg_sent_total", "Messages sent by the client.", METHOD));
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Measured measured = new Measured(counts(call.getMethodDescriptor()));
    ServerCall<Q, S> counted =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendMessage(S message) {
            measured.sent();
            super.sendMessage(message);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            measured.ended(status);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(counted, headers)) {
      @Override
      public void onMessage(Q message) {
        measured.received();
        super.onMessage(message);
      }

      @Override
      public void onCancel() {
        measured.ended(Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  @Override
  public <Q, S> ClientCall<Q, S> interceptCall(
      MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
    Counts counts = counts(method);
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<S> listener, Metadata headers) {
        super.start(counted(listener, new Measured(counts)), headers);
      }

      @Override
      public void sendMessage(Q message) {
        counts.sent.inc();
        super.sendMessage(message);
      }
    };
  }

  private static <S> ClientCall.Listener<S> counted(
      ClientCall.Listener<S> listener, Measured measured) {
    return new SimpleForwardingClientCallListener<>(listener) {
      @Override
      public void onMessage(S message) {
        measured.received();
        super.onMessage(message);
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        measured.ended(status);
        super.onClose(status, trailers);
      }
    };
  }

  private static String[] withCode() {
    return new String[] {METHOD[0], METHOD[1], METHOD[2], "grpc_code"};
  }

  /** What a method counts with, found once: to find it costs more than to count. */
  private Counts counts(MethodDescriptor<?, ?> method) {
    Counts known = byMethod.get(method.getFullMethodName());
    // Asked first: to compute if absent may take a lock also where it is present.
    return known != null
        ? known
        : byMethod.computeIfAbsent(method.getFullMethodName(), name -> new Counts(method));
  }

  private final class Counts {
    private final String type;
    private final String service;
    private final String name;
    private final Counter.Child started;
    private final Counter.Child received;
    private final Counter.Child sent;
    private final Histogram.Child handling;

    private Counts(MethodDescriptor<?, ?> method) {
      type = method.getType().name().toLowerCase(Locale.ROOT);
      service = String.valueOf(method.getServiceName());
      name = String.valueOf(method.getBareMethodName());
      started = GrpcMetrics.this.started.labels(type, service, name);
      received = GrpcMetrics.this.received.labels(type, service, name);
      sent = GrpcMetrics.this.sent.labels(type, service, name);
      handling = GrpcMetrics.this.handling.labels(type, service, name);
    }

    private void handled(Status status, long nanos) {
      handled.labels(type, service, name, status.getCode().name()).inc();
      handling.observe(nanos / NANOS_PER_SECOND);
    }
  }

  /** One call. Ends in the trace that it began in, which becomes the exemplar. */
  private static final class Measured {
    private final Context context = Context.current();
    private final long start = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Counts counts;

    private Measured(Counts counts) {
      this.counts = counts;
      counts.started.inc();
    }

    private void received() {
      counts.received.inc();
    }

    private void sent() {
      counts.sent.inc();
    }

    private void ended(Status status) {
      if (ended.compareAndSet(false, true)) {
        try (Scope scope = context.makeCurrent()) {
          counts.handled(status, System.nanoTime() - start);
        }
      }
    }
  }
}
