package io.orfeas.launcher.edge;

import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.AbstractAsyncStub;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceStub;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import io.orfeas.runtime.Channels;
import io.orfeas.runtime.Peers;
import io.orfeas.runtime.Tracing;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc.TelemetryServiceStub;
import java.util.List;
import java.util.stream.Stream;

/**
 * The services behind an edge.
 *
 * @param inference channel to the inference service
 * @param cache channel to the cache-service
 * @param telemetry channel to the telemetry-service
 */
record Backends(Channel inference, Channel cache, Channel telemetry) {
  /** Services at their targets, for {@link Channels}. */
  static Backends at(
      Peers peers, Tracing tracing, String inference, String cache, String telemetry) {
    return new Backends(
        channel(peers, inference, tracing, InferenceServiceStub.class),
        channel(peers, cache, tracing, CacheServiceStub.class),
        channel(peers, telemetry, tracing, TelemetryServiceStub.class));
  }

  /** One of the public services, and where its calls go. */
  record Backend(ServiceDescriptor service, Channel channel) {}

  /** All public services. */
  Stream<Backend> all() {
    List<ServiceDescriptor> services = PublicSurface.services();
    return Stream.of(
        new Backend(services.get(0), inference),
        new Backend(services.get(1), inference),
        new Backend(services.get(2), cache),
        new Backend(services.get(3), telemetry));
  }

  private static <S extends AbstractAsyncStub<S>> Channel channel(
      Peers peers, String target, Tracing tracing, Class<S> stub) {
    return Channels.open(peers, target, tracing.grpcClient(target).stream().toList(), stub);
  }
}
