package io.orfeas.launcher.edge;

import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractAsyncStub;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import java.time.Duration;
import java.util.List;

/** One address in front of all services: REST, gRPC with reflection and health, and metrics. */
public final class EdgeServer {
  private EdgeServer() {}

  /**
   * Starts the edge and waits until it listens.
   *
   * @param inference {@code host:port} of the inference service
   * @param cache {@code host:port} of the cache-service
   * @param telemetry {@code host:port} of the telemetry-service
   */
  public static OrfeasServer start(
      ServerSettings settings, Metrics metrics, String inference, String cache, String telemetry) {
    List<Backend> backends =
        List.of(
            new Backend(
                InferenceServiceGrpc.getServiceDescriptor(),
                channel(inference, InferenceServiceGrpc.InferenceServiceStub.class)),
            new Backend(
                CacheServiceGrpc.getServiceDescriptor(),
                channel(cache, CacheServiceGrpc.CacheServiceStub.class)),
            new Backend(
                TelemetryServiceGrpc.getServiceDescriptor(),
                channel(telemetry, TelemetryServiceGrpc.TelemetryServiceStub.class)));
    return OrfeasServer.startEdge(
        "edge",
        settings,
        metrics,
        backends.stream().map(backend -> new GrpcProxy(backend.service, backend.channel)).toList(),
        server -> backends.forEach(backend -> transcode(server, backend)));
  }

  private record Backend(ServiceDescriptor service, Channel channel) {}

  private static void transcode(ServerBuilder server, Backend backend) {
    for (HttpBinding binding : HttpBinding.of(backend.service)) {
      server
          .route()
          .methods(binding.verb())
          .path(binding.path())
          .build(new TranscodingService(binding, backend.channel));
    }
  }

  private static <S extends AbstractAsyncStub<S>> Channel channel(String target, Class<S> stub) {
    return GrpcClients.builder("gproto+http://" + target + "/")
        .responseTimeout(Duration.ZERO)
        .maxResponseLength(0)
        .build(stub)
        .getChannel();
  }
}
