package io.orfeas.runtime;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.Locale;

/**
 * Counts and times gRPC calls on the server, under the names that the gRPC ecosystem's Prometheus
 * interceptors share.
 */
final class GrpcMetrics implements ServerInterceptor {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter started;
  private final Counter handled;
  private final Histogram handling;

  GrpcMetrics(Metrics metrics) {
    started =
        metrics.counter(
            "grpc_server_started_total",
            "RPCs started on the server.",
            "grpc_type",
            "grpc_service",
            "grpc_method");
    handled =
        metrics.counter(
            "grpc_server_handled_total",
            "RPCs completed on the server, regardless of success or failure.",
            "grpc_type",
            "grpc_service",
            "grpc_method",
            "grpc_code");
    handling =
        metrics.durations(
            "grpc_server_handling_seconds",
            "Time from the start of an RPC to its end on the server.",
            "grpc_type",
            "grpc_service",
            "grpc_method");
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    MethodDescriptor<Q, S> method = call.getMethodDescriptor();
    String type = method.getType().name().toLowerCase(Locale.ROOT);
    String service = String.valueOf(method.getServiceName());
    String name = String.valueOf(method.getBareMethodName());
    long start = System.nanoTime();
    started.labels(type, service, name).inc();
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            handled.labels(type, service, name, status.getCode().name()).inc();
            handling
                .labels(type, service, name)
                .observe((System.nanoTime() - start) / NANOS_PER_SECOND);
            super.close(status, trailers);
          }
        },
        headers);
  }
}
