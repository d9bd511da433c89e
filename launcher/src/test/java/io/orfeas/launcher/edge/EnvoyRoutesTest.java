package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The production edge's routes are those of {@link PublicSurface}: all of them, and no others. */
class EnvoyRoutesTest {
  private static final Map<String, String> PLAIN = Map.of();
  private static final Map<String, String> EVENTS = Map.of("accept", "text/event-stream");
  private static final Map<String, String> FORM = Map.of("content-type", "multipart/form-data");

  private static EnvoyRoutes routes;

  @BeforeAll
  static void read() throws Exception {
    routes = EnvoyRoutes.read();
  }

  @Test
  void publicPath_itsMethod_goesToItsService() {
    assertThat(PublicSurface.bindings()).hasSizeGreaterThan(10);
    for (HttpBinding binding : PublicSurface.bindings()) {
      String service = service(binding.method());
      assertThat(routes.target(binding.verb().name(), path(binding), PLAIN))
          .as(binding.path())
          .hasValueSatisfying(cluster -> assertThat(cluster).startsWith(service));
    }
  }

  @Test
  void publicPath_otherMethod_is405() {
    for (HttpBinding binding : PublicSurface.bindings()) {
      assertThat(routes.target("PUT", path(binding), PLAIN)).as(binding.path()).hasValue("405");
    }
  }

  @Test
  void streamOfEvents_eventStreamAccepted_goesToTheWebProcess() {
    for (HttpBinding binding : PublicSurface.bindings()) {
      if (!binding.method().getType().serverSendsOneMessage() && !binding.answersFile()) {
        assertThat(routes.target(binding.verb().name(), path(binding), EVENTS))
            .as(binding.path())
            .hasValue("web");
      }
    }
  }

  @Test
  void upload_asForm_goesToTheWebProcess() {
    for (HttpBinding binding : PublicSurface.bindings()) {
      if (binding.takesFile()) {
        assertThat(routes.target("POST", path(binding), FORM)).as(binding.path()).hasValue("web");
      }
    }
  }

  @Test
  void grpc_publicMethodsOnly_haveRoutes() {
    for (ServiceDescriptor service : PublicSurface.services()) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        assertThat(routes.target("POST", "/" + method.getFullMethodName(), PLAIN).isPresent())
            .as(method.getFullMethodName())
            .isEqualTo(PublicSurface.isPublic(method));
      }
    }
  }

  @Test
  void anythingElse_hasNone() {
    for (String path : new String[] {"/", "/metrics", "/api/v1", "/api/v1/", "/orfeas", "/docs"}) {
      assertThat(routes.target("GET", path, PLAIN)).as(path).isEmpty();
    }
  }

  private static String service(MethodDescriptor<?, ?> method) {
    return String.valueOf(method.getServiceName()).split("\\.", -1)[1];
  }

  private static String path(HttpBinding binding) {
    return binding.path().replaceAll("\\{[^}]+}", "abc");
  }
}
