package io.orfeas.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door before an edge that is reached from elsewhere. */
class AccessTest {
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.7", 40_000);

  private static final String FIGURES = "/api/v1/gpu/stats";

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
  void decorator_behindAnEdgeThatHasAsked_needsNoSharedStore() throws Exception {
    HttpService door =
        door(
            Map.of(
                "ORFEAS_ACCESS", "upstream",
                "ORFEAS_ACCESS_STORE", "redis",
                "ORFEAS_REDIS_URL", "redis://127.0.0.1:1"));

    assertThat(ask(door)).isEqualTo(200);
  }

  @Test
  void decorator_open_limitsAndBelievesNoName() throws Exception {
    HttpService door = door(Map.of("ORFEAS_ANONYMOUS_ANYWHERE", "true"));

    assertThat(List.of(ask(door), ask(door), ask(door))).containsExactly(200, 200, 429);
    assertThat(agents).containsExactly("anonymous", "anonymous");
  }

  @Test
  void decorator_startedAnew_letsNoRequestFromBeforePassAgain(@TempDir Path folder)
      throws Exception {
    MovableClock clock = new MovableClock();
    AccessConfig config = withKeys(folder);
    RequestSigner bot = new RequestSigner(GateTest.newAgent(config, clock), clock);
    Map<String, String> captured = bot.headers("GET", FIGURES, new byte[0]);
    HttpService before = door(config, clock);
    assertThat(List.of(ask(before, captured), ask(before, captured))).containsExactly(200, 401);

    clock.pass(Duration.ofSeconds(1));
    HttpService after = door(config, clock);

    assertThat(ask(after, captured)).isEqualTo(401);
    assertThat(ask(after, bot.headers("GET", FIGURES, new byte[0]))).isEqualTo(200);
    assertThat(Files.readString(config.audit().file())).contains("\"reason\":\"BEFORE_START\"");
  }

  @Test
  void decorator_startedAnew_doesNotHoldSlowClocksAgainstTheirAddress(@TempDir Path folder)
      throws Exception {
    MovableClock clock = new MovableClock();
    AccessConfig config = withKeys(folder);
    RequestSigner bot = new RequestSigner(GateTest.newAgent(config, clock), clock);
    List<Map<String, String>> slow = new ArrayList<>();
    for (int i = 0; i <= config.limits().failuresPerMinute(); i++) {
      slow.add(bot.headers("GET", FIGURES, new byte[0]));
    }
    clock.pass(Duration.ofSeconds(3));
    HttpService door = door(config, clock);

    for (Map<String, String> request : slow) {
      assertThat(ask(door, request)).isEqualTo(401);
    }

    assertThat(ask(door, bot.headers("GET", FIGURES, new byte[0]))).isEqualTo(200);
    assertThat(Files.readAllLines(config.audit().file()))
        .filteredOn(line -> line.contains("\"reason\":\"BEFORE_START\""))
        .hasSameSizeAs(slow);
  }

  private static AccessConfig withKeys(Path folder) {
    return AccessConfig.read(
        Env.of(
            Map.of(
                "ORFEAS_ACCESS", "keys",
                "ORFEAS_KEY_FILE", folder.resolve("keys.json").toString(),
                "ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString(),
                "ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString())));
  }

  private HttpService door(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("ORFEAS_LIMIT_ADDRESS_PER_HOUR", "2");
    Env env = Env.of(all);
    AccessConfig config = AccessConfig.readForEdge(env);
    env.check();
    return door(config, InstantSource.system());
  }

  private HttpService door(AccessConfig config, InstantSource clock) {
    Access access =
        Access.open(
            config, new Metrics(), List.of(InferenceServiceGrpc.getServiceDescriptor()), clock);
    return access.decorator().apply(edge);
  }

  private static int ask(HttpService door) throws Exception {
    return ask(door, Map.of("x-orfeas-agent", "bot"));
  }

  private static int ask(HttpService door, Map<String, String> headers) throws Exception {
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.builder(HttpMethod.GET, FIGURES)
                .scheme("http")
                .authority("web:8080")
                .add(headers.entrySet())
                .build());
    ServiceRequestContext ctx =
        ServiceRequestContext.builder(request).remoteAddress(ELSEWHERE).build();
    return door.serve(ctx, request).aggregate().join().status().code();
  }
}
