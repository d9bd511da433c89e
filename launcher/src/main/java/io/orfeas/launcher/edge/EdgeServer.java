package io.orfeas.launcher.edge;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractAsyncStub;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.Peers;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import java.util.List;
import java.util.function.Function;

/** One address in front of all services: REST, gRPC with reflection and health, and metrics. */
public final class EdgeServer {
  private EdgeServer() {}

  /** The contracts that an edge serves. */
  public static List<ServiceDescriptor> services() {
    return List.of(
        InferenceServiceGrpc.getServiceDescriptor(),
        CacheServiceGrpc.getServiceDescriptor(),
        TelemetryServiceGrpc.getServiceDescriptor());
  }

  /** Starts the edge, untraced, and waits until it listens. */
  public static OrfeasServer start(
      ServerSettings settings, Metrics metrics, String inference, String cache, String telemetry) {
    return start(settings, metrics, Tracing.off(), inference, cache, telemetry);
  }

  /**
   * Starts the edge and waits until it listens.
   *
   * @param tracing of requests and of the calls that they become
   * @param inference {@code host:port} of the inference service
   * @param cache {@code host:port} of the cache-service
   * @param telemetry {@code host:port} of the telemetry-service
   */
  public static OrfeasServer start(
      ServerSettings settings,
      Metrics metrics,
      Tracing tracing,
      String inference,
      String cache,
      String telemetry) {
    return start(settings, metrics, tracing, Function.identity(), inference, cache, telemetry);
  }

  /**
   * Starts the edge behind a door.
   *
   * @param door who may come in, for example {@code Access.decorator()}
   */
  public static OrfeasServer start(
      ServerSettings settings,
      Metrics metrics,
      Tracing tracing,
      Function<? super HttpService, ? extends HttpService> door,
      String inference,
      String cache,
      String telemetry) {
    Peers peers = Peers.of(settings.identity());
    List<Backend> backends =
        List.of(
            new Backend(
                InferenceServiceGrpc.getServiceDescriptor(),
                channel(
                    peers, inference, tracing, InferenceServiceGrpc.InferenceServiceStub.class)),
            new Backend(
                CacheServiceGrpc.getServiceDescriptor(),
                channel(peers, cache, tracing, CacheServiceGrpc.CacheServiceStub.class)),
            new Backend(
                TelemetryServiceGrpc.getServiceDescriptor(),
                channel(
                    peers, telemetry, tracing, TelemetryServiceGrpc.TelemetryServiceStub.class)));
    return OrfeasServer.startEdge(
        "edge",
        settings,
        metrics,
        tracing,
        backends.stream().map(backend -> new GrpcProxy(backend.service, backend.channel)).toList(),
        server -> {
          backends.forEach(backend -> transcode(server, backend, tracing));
          StatusPage.addTo(server);
          server.decorator(door);
        });
  }

  private record Backend(ServiceDescriptor service, Channel channel) {}

  private static void transcode(ServerBuilder server, Backend backend, Tracing tracing) {
    for (HttpBinding binding : HttpBinding.of(backend.service)) {
      server
          .route()
          .methods(binding.verb())
          .path(binding.path())
          .build(new TranscodingService(binding, backend.channel).decorate(tracing.httpServer()));
    }
  }

  private static <S extends AbstractAsyncStub<S>> Channel channel(
      Peers peers, String target, Tracing tracing, Class<S> stub) {
    return peers
        .grpc(target)
        .intercept(tracing.grpcClient().stream().toList())
        .build(stub)
        .getChannel();
  }
}
