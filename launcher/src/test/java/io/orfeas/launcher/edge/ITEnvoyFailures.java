package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceImplBase;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.OrfeasServer;
import io.orfeas.runtime.ServerSettings;
import io.orfeas.runtime.StatusMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both edges do when the service behind refuses, breaks off, or loses its caller. */
class ITEnvoyFailures {
  private static final String NOWHERE = "127.0.0.1:1";
  private static final byte[] BODY = {1};

  /** An edge under test. */
  enum Edge {
    ENVOY,
    EMBEDDED
  }

  private static final ScriptedInference SERVICE = new ScriptedInference();
  private static OrfeasServer behind;
  private static OrfeasServer embedded;
  private static EnvoyProcess envoy;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    ServerSettings settings =
        ServerSettings.read(Env.of(Map.of("ORFEAS_DRAIN_TIMEOUT", "1s")), "ORFEAS_TEST", 0);
    behind = OrfeasServer.start("scripted", settings, Metrics.withJvm(), List.of(SERVICE));
    String target = "127.0.0.1:" + behind.port();
    envoy = EnvoyProcess.start(folder, target, NOWHERE, NOWHERE);
    embedded = ITEmbeddedEdge.start(target, NOWHERE, NOWHERE);
  }

  @AfterAll
  static void stop() throws Exception {
    if (envoy != null) {
      envoy.close();
      embedded.close();
    }
    behind.close();
  }

  @ParameterizedTest
  @EnumSource
  void refusalWithRetryInfo_saysWhenToComeBack(Edge edge) throws Exception {
    HttpResponse<byte[]> answer = client(edge).post("/api/v1/generate-progressive?seed=1", BODY);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
    assertThat(error(answer).getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds())
        .isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void memoryThatRanOut_is507(Edge edge) throws Exception {
    HttpResponse<byte[]> answer = client(edge).post("/api/v1/generate-progressive?seed=4", BODY);

    assertThat(answer.statusCode()).isEqualTo(507);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
    assertThat(error(answer).getCode()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  void breakAfterTheFirstEvent_leavesTheAnswerWithoutItsEnd(Edge edge) throws Exception {
    // The embedded edge cuts the connection. Envoy ends the answer as if all were well: the missing
    // terminal event is what tells.
    List<String> stages = new ArrayList<>();
    try {
      lines(client(edge).post("/api/v1/generate-progressive?seed=2", BODY))
          .forEach(event -> stages.add(event.getStage()));
    } catch (IOException cut) {
      assertThat(edge).isEqualTo(Edge.EMBEDDED);
    }

    assertThat(stages).doesNotContain("completed", "failed");
  }

  @ParameterizedTest
  @EnumSource
  void callerWhoLeaves_cancelsTheCall(Edge edge) throws Exception {
    SERVICE.cancelled = new CountDownLatch(1);
    HttpResponse<InputStream> answer =
        client(edge)
            .http()
            .send(
                client(edge)
                    .request("/api/v1/generate-progressive?seed=3")
                    .POST(BodyPublishers.ofByteArray(BODY))
                    .build(),
                BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("{\"sequence\":1,");
    }

    assertThat(SERVICE.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void serviceThatIsAway_isUnavailable(Edge edge) throws Exception {
    HttpResponse<byte[]> answer = client(edge).get("/api/v1/cache/stats");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(error(answer).getCode()).isEqualTo(14);
  }

  private static EdgeClient client(Edge edge) throws IOException {
    return new EdgeClient(edge == Edge.ENVOY ? envoy.port("public") : embedded.port());
  }

  /** Does what the seed says. */
  private static final class ScriptedInference extends InferenceServiceImplBase {
    private volatile CountDownLatch cancelled = new CountDownLatch(1);

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
      if (request.getSeed() == 1) {
        Duration later = Duration.ofSeconds(7);
        stream.onError(
            StatusMapper.toException(Failure.exhausted("QUEUE_FULL", "queue: full", later)));
        return;
      }
      if (request.getSeed() == 4) {
        Duration soon = Duration.ofSeconds(5);
        stream.onError(
            StatusMapper.toException(Failure.exhausted("OUT_OF_MEMORY", "memory: none", soon)));
        return;
      }
      CountDownLatch left = cancelled;
      ((ServerCallStreamObserver<GenerateResponse>) stream).setOnCancelHandler(left::countDown);
      stream.onNext(GenerateResponse.newBuilder().setSequence(1).build());
      if (request.getSeed() == 2) {
        stream.onError(io.grpc.Status.INTERNAL.asRuntimeException());
      }
    }
  }
}
