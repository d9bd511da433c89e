package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServiceDescriptor;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.telemetry.v1.TelemetryServiceGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The production edge refuses what it has no route for, so that a new path needs one. */
class EnvoyRoutesTest {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          InferenceServiceGrpc.getServiceDescriptor(),
          CacheServiceGrpc.getServiceDescriptor(),
          TelemetryServiceGrpc.getServiceDescriptor());

  @Test
  void everyHttpPathOfTheContracts_hasARoute() throws Exception {
    String config = EnvoyProcess.configuration();

    for (ServiceDescriptor service : SERVICES) {
      for (HttpBinding binding : HttpBinding.of(service)) {
        assertThat(config).as("route of %s", binding.path()).contains(match(binding.path()));
      }
    }
  }

  @Test
  void everyStreamOfEvents_hasARouteForServerSentEvents() throws Exception {
    String config = EnvoyProcess.configuration();

    for (ServiceDescriptor service : SERVICES) {
      for (HttpBinding binding : HttpBinding.of(service)) {
        if (!binding.method().getType().serverSendsOneMessage() && sendsEvents(binding)) {
          assertThat(config)
              .contains("- match: { " + match(binding.path()) + ", headers: *wants_events }");
        }
      }
    }
  }

  private static boolean sendsEvents(HttpBinding binding) {
    return !binding.path().startsWith("/api/v1/artifacts/");
  }

  private static String match(String path) {
    int field = path.indexOf('{');
    return field < 0 ? "path: " + path : "prefix: " + path.substring(0, field);
  }
}
