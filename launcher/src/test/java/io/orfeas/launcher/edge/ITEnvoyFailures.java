package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc;
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
    embedded = ITEmbeddedEdge.start(target, NOWHERE, NOWHERE);
    envoy =
        EnvoyProcess.start(
            folder,
            new EnvoyProcess.Targets(target, NOWHERE, NOWHERE, "127.0.0.1:" + embedded.port()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (envoy != null) {
      envoy.close();
    }
    embedded.close();
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
    HttpResponse<byte[]> answer = client(edge).post("/api/v1/generate-progressive?seed=5", BODY);

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

  @ParameterizedTest
  @EnumSource
  void readerWhoDoesNotRead_holdsTheServiceBack(Edge edge) throws Exception {
    SERVICE.flood = new Flood();
    try (RawConnection reader = new RawConnection(client(edge).port())) {
      reader.say(
          "POST /api/v1/generate-progressive?seed=4 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");

      assertThat(SERVICE.flood.held.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(SERVICE.flood.over.await(3, TimeUnit.SECONDS)).isFalse();
    }
    assertThat(SERVICE.flood.left.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void grpcReaderWhoDoesNotRead_holdsTheServiceBack(Edge edge) throws Exception {
    SERVICE.flood = new Flood();
    Channel channel =
        client(edge)
            .stub("gproto", InferenceServiceGrpc.InferenceServiceBlockingStub.class)
            .getChannel();
    ClientCall<GenerateRequest, GenerateResponse> call =
        channel.newCall(InferenceServiceGrpc.getGenerateMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(GenerateRequest.newBuilder().setSeed(4).build());
    call.halfClose();
    call.request(1);

    assertThat(SERVICE.flood.held.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(SERVICE.flood.over.await(3, TimeUnit.SECONDS)).isFalse();

    call.cancel("enough", null);
    assertThat(SERVICE.flood.left.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static EdgeClient client(Edge edge) throws IOException {
    return new EdgeClient(edge == Edge.ENVOY ? envoy.port("public") : embedded.port());
  }

  /** A stream much longer than anyone reads: what became of it. */
  private static final class Flood {
    private static final int EVENTS = 20_000;
    private static final String FILLER = "x".repeat(10_000);

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private int sent;

    void into(ServerCallStreamObserver<GenerateResponse> stream) {
      stream.setOnCancelHandler(left::countDown);
      stream.setOnReadyHandler(() -> pour(stream));
    }

    private void pour(ServerCallStreamObserver<GenerateResponse> stream) {
      while (stream.isReady() && sent < EVENTS) {
        stream.onNext(
            GenerateResponse.newBuilder().setSequence(++sent).addWarnings(FILLER).build());
      }
      (sent < EVENTS ? held : over).countDown();
    }
  }

  /** Does what the seed says. */
  private static final class ScriptedInference extends InferenceServiceImplBase {
    private volatile CountDownLatch cancelled = new CountDownLatch(1);
    private volatile Flood flood = new Flood();

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> stream) {
      if (request.getSeed() == 1) {
        Duration later = Duration.ofSeconds(7);
        stream.onError(
            StatusMapper.toException(Failure.exhausted("QUEUE_FULL", "queue: full", later)));
        return;
      }
      if (request.getSeed() == 4) {
        flood.into((ServerCallStreamObserver<GenerateResponse>) stream);
        return;
      }
      if (request.getSeed() == 5) {
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
