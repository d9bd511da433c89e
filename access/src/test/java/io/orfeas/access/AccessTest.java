package io.orfeas.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The door before an edge that is reached from elsewhere. */
class AccessTest {
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.7", 40_000);

  private final List<String> agents = new ArrayList<>();
  private final HttpService edge =
      (ctx, request) -> {
        agents.add(request.headers().get("x-orfeas-agent", ""));
        return HttpResponse.of(200);
      };

  @Test
  void decorator_behindAnEdgeThatHasAsked_neitherLimitsNorRenames() throws Exception {
    HttpService door = door(Map.of("ORFEAS_ACCESS", "upstream"));

    assertThat(List.of(ask(door), ask(door), ask(door))).containsOnly(200);
    assertThat(agents).containsExactly("bot", "bot", "bot");
  }

  @Test
  void decorator_open_limitsAndBelievesNoName() throws Exception {
    HttpService door = door(Map.of("ORFEAS_ANONYMOUS_ANYWHERE", "true"));

    assertThat(List.of(ask(door), ask(door), ask(door))).containsExactly(200, 200, 429);
    assertThat(agents).containsExactly("anonymous", "anonymous");
  }

  private HttpService door(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("ORFEAS_LIMIT_ADDRESS_PER_HOUR", "2");
    Env env = Env.of(all);
    AccessConfig config = AccessConfig.readForEdge(env);
    env.check();
    Access access =
        Access.open(
            config,
            new Metrics(),
            List.of(InferenceServiceGrpc.getServiceDescriptor()),
            InstantSource.system());
    return access.decorator().apply(edge);
  }

  private static int ask(HttpService door) throws Exception {
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.builder(HttpMethod.GET, "/api/v1/gpu/stats")
                .scheme("http")
                .authority("web:8080")
                .set("x-orfeas-agent", "bot")
                .build());
    ServiceRequestContext ctx =
        ServiceRequestContext.builder(request).remoteAddress(ELSEWHERE).build();
    return door.serve(ctx, request).aggregate().join().status().code();
  }
}
