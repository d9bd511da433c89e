package io.orfeas.runtime;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gRPC services of a server and what stands around every call to them, so that those who come
 * over the network and those in the same process find the same.
 *
 * @param services what is called
 * @param interceptors around every call; the last one is called first
 * @param blocking whether all handlers run on threads that may block, and not only those that say
 *     so
 */
record GrpcCalls(
    List<? extends BindableService> services,
    List<ServerInterceptor> interceptors,
    boolean blocking) {

  /** Calls that are answered here, and counted. */
  static GrpcCalls answered(
      List<? extends BindableService> services, Metrics metrics, Tracing tracing) {
    List<ServerInterceptor> interceptors = new ArrayList<>(List.of(metrics.grpcServer()));
    tracing.grpcServer().ifPresent(interceptors::add);
    // Handlers may block on the disk or on another service, unless they say which of them do.
    boolean blocking = services.stream().noneMatch(GrpcCalls::saysWhatBlocks);
    return new GrpcCalls(services, interceptors, blocking);
  }

  /** Calls that are passed on without ever blocking; they are counted where they are answered. */
  static GrpcCalls passedOn(List<? extends BindableService> services, Tracing tracing) {
    return new GrpcCalls(services, tracing.grpcServer().stream().toList(), false);
  }

  /** Adds them to a server, with reflection and the given health service. */
  void serve(ServerBuilder server, BindableService health, long maxMessageBytes) {
    GrpcServiceBuilder grpc =
        GrpcService.builder()
            .addService(health)
            .addService(ProtoReflectionServiceV1.newInstance())
            .intercept(CallContext.interceptor())
            .supportedSerializationFormats(GrpcSerializationFormats.values())
            .maxRequestMessageLength(Math.toIntExact(maxMessageBytes))
            .exceptionHandler(new CallFailures())
            .useBlockingTaskExecutor(blocking)
            .intercept(interceptors);
    services.forEach(grpc::addService);
    server.service(grpc.build(), GrpcCalls::unbounded);
  }

  /** A stream of messages may be long; each message is bounded, and taken before the next. */
  private static HttpService unbounded(HttpService grpc) {
    return new SimpleDecoratingHttpService(grpc) {
      @Override
      public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        ctx.setMaxRequestLength(0);
        return unwrap().serve(ctx, request);
      }
    };
  }

  private static boolean saysWhatBlocks(BindableService service) {
    return Arrays.stream(service.getClass().getDeclaredMethods())
        .anyMatch(method -> method.isAnnotationPresent(Blocking.class));
  }
}
