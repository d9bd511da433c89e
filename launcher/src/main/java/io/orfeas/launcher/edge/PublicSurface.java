package io.orfeas.launcher.edge;

import com.google.api.AnnotationsProto;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.JobServiceGrpc;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import java.util.Collection;
import java.util.List;

/**
 * What strangers may call. A method of the contracts is public if it has a {@code google.api.http}
 * annotation, over REST and gRPC alike; the others are between the services, for who can publish a
 * result can plant one. The production edge is tested against this list.
 */
final class PublicSurface {
  private PublicSurface() {}

  /** The services that an edge stands in front of. */
  static List<ServiceDescriptor> services() {
    return List.of(
        InferenceServiceGrpc.getServiceDescriptor(),
        JobServiceGrpc.getServiceDescriptor(),
        CacheServiceGrpc.getServiceDescriptor(),
        TelemetryServiceGrpc.getServiceDescriptor());
  }

  /** The public methods of a service. */
  static Collection<MethodDescriptor<?, ?>> methods(ServiceDescriptor service) {
    return service.getMethods().stream().filter(PublicSurface::isPublic).toList();
  }

  /** Whether strangers may call a method. */
  static boolean isPublic(MethodDescriptor<?, ?> method) {
    return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
        && schema.getMethodDescriptor().getOptions().hasExtension(AnnotationsProto.http);
  }

  /** All public HTTP paths. */
  static List<HttpBinding> bindings() {
    return services().stream().flatMap(service -> HttpBinding.of(service).stream()).toList();
  }
}
