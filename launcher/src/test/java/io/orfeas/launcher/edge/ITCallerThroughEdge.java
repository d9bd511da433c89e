package io.orfeas.launcher.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.orfeas.access.Access;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.AccessServer;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.GetGpuStatsResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.orfeas.runtime.CallContext;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.Tracing;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a service behind the embedded edge takes a REST caller for. */
class ITCallerThroughEdge {
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir Path folder;

  private final List<String> agents = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private OrfeasServer inference;

  @BeforeEach
  void start() {
    settings.put("ORFEAS_KEY_FILE", folder.resolve("keys.json").toString());
    settings.put("ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    settings.put("ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString());
    settings.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    inference =
        OrfeasServer.start(
            "inference", server("ORFEAS_INFERENCE"), new Metrics(), List.of(new Listener()));
  }

  @AfterEach
  void stop() {
    inference.close();
  }

  @Test
  void signed_isTheAgentThatSigned() throws Exception {
    AccessConfig config = withKeys();

    ask(config, signedBy("bot", config));

    assertThat(agents).containsExactly("bot");
  }

  @Test
  void throughEnvoy_isTheAgentThatSigned_andNotWhoItClaimsToBe() throws Exception {
    AccessConfig config = withKeys();
    Map<String, String> signed = signedBy("bot", config);
    try (AccessServer access =
            AccessServer.start(
                config,
                server("ORFEAS_ACCESS"),
                new Metrics(),
                Tracing.off(),
                EdgeServer.services());
        EnvoyProcess asking = envoy("asking", Map.of("ACCESS", "127.0.0.1:" + access.port()));
        EnvoyProcess open = envoy("open", Map.of())) {
      ask(asking.port("public"), signed);
      ask(open.port("public"), Map.of());
    }

    assertThat(agents).containsExactly("bot", "");
  }

  private EnvoyProcess envoy(String name, Map<String, String> variables) throws Exception {
    return EnvoyProcess.start(
        Files.createDirectory(folder.resolve(name)),
        new EnvoyProcess.Targets("127.0.0.1:" + inference.port(), NOWHERE, NOWHERE, NOWHERE),
        variables);
  }

  private AccessConfig withKeys() {
    settings.put("ORFEAS_ACCESS", "keys");
    return AccessConfig.read(Env.of(settings));
  }

  private static Map<String, String> signedBy(String name, AccessConfig config) throws Exception {
    InstantSource clock = InstantSource.system();
    MasterKey master = MasterKey.readOrCreate(config.masterKeyFile());
    Credentials agent =
        new KeyAdmin(config.keyFile(), master, clock).create(AccessUnderTest.options(name, 0, 0));
    return new RequestSigner(agent, clock).headers("GET", AccessUnderTest.FIGURES, new byte[0]);
  }

  @Test
  void anonymous_isNotBelievedToBeAnAgent() throws Exception {
    ask(AccessConfig.read(Env.of(settings)), Map.of());

    assertThat(agents).containsExactly("anonymous");
  }

  @Test
  void behindAnEdge_isTheAgentThatItFound() throws Exception {
    settings.put("ORFEAS_ACCESS", "upstream");

    ask(AccessConfig.readForEdge(Env.of(settings)), Map.of());

    assertThat(agents).containsExactly("claimed");
  }

  private void ask(AccessConfig config, Map<String, String> headers) throws Exception {
    Metrics metrics = new Metrics();
    try (Access access =
            Access.open(config, metrics, EdgeServer.services(), InstantSource.system());
        OrfeasServer edge =
            EdgeServer.start(
                server("ORFEAS_EDGE"),
                EdgeSettings.read(Env.of(settings)),
                metrics,
                Tracing.off(),
                access.decorator(),
                "127.0.0.1:" + inference.port(),
                NOWHERE,
                NOWHERE)) {
      ask(edge.port(), headers);
    }
  }

  private static void ask(int port, Map<String, String> headers) throws Exception {
    EdgeClient client = new EdgeClient(port);
    HttpResponse<byte[]> answer =
        client.send(
            AccessUnderTest.with(client.request(AccessUnderTest.FIGURES), headers)
                .header("x-orfeas-agent", "claimed"));
    assertThat(answer.statusCode()).as(EdgeClient.text(answer)).isEqualTo(200);
  }

  private ServerSettings server(String prefix) {
    return ServerSettings.read(Env.of(settings), prefix, 0);
  }

  /** Notes who calls. */
  private final class Listener extends InferenceServiceImplBase {
    @Override
    public void getGpuStats(
        GetGpuStatsRequest request, StreamObserver<GetGpuStatsResponse> caller) {
      agents.add(CallContext.agent().orElse(""));
      caller.onNext(GetGpuStatsResponse.getDefaultInstance());
      caller.onCompleted();
    }
  }
}
