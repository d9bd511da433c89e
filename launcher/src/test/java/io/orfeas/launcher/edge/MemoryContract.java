package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.lines;
import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.HttpBody;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.orfeas.inference.InferenceConfig;
import io.orfeas.inference.InferenceServer;
import io.orfeas.inference.gpu.vram.Rung;
import io.orfeas.inference.pipeline.Stage;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.Tracing;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients see of a device whose memory runs out, through an edge and the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemoryContract {
  private static final String NOWHERE = "127.0.0.1:1";
  private static final String QUICK = "?quality=1&seed=";

  private InferenceServer inference;
  private EdgeClient edge;
  private byte[] picture;

  /** Starts the edge in front of an inference service; its port. */
  abstract int start(Path folder, String inference) throws Exception;

  /** Ends the edge. */
  abstract void stop() throws Exception;

  @BeforeAll
  final void startAll(@TempDir Path folder) throws Exception {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_INFERENCE_PORT",
                "0",
                "ORFEAS_CACHE_TARGET",
                NOWHERE,
                "ORFEAS_TELEMETRY_TARGET",
                NOWHERE,
                "ORFEAS_DRAIN_TIMEOUT",
                "1s"));
    inference =
        InferenceServer.start(
            InferenceConfig.read(env),
            Metrics.withJvm(),
            Tracing.off(),
            server -> {},
            MemoryFaults::new);
    edge = new EdgeClient(start(folder, "127.0.0.1:" + inference.port()));
    picture = EdgeClient.ball();
  }

  @AfterAll
  final void stopAll() throws Exception {
    stop();
    if (inference != null) {
      inference.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void generate_noRungHelpsInAStage_is507(Stage stage) throws Exception {
    HttpResponse<byte[]> answer =
        edge.post("/api/v1/generate" + QUICK + MemoryFaults.in(stage), picture);

    assertInsufficient(answer);
  }

  @Test
  void generateProgressive_noMemoryBeforeTheFirstEvent_is507() throws Exception {
    HttpResponse<byte[]> answer =
        edge.post("/api/v1/generate-progressive" + QUICK + MemoryFaults.AT_ONCE, picture);

    assertInsufficient(answer);
  }

  @ParameterizedTest
  @EnumSource
  void generateProgressive_noRungHelpsInAStage_endsFailedWithARetry(Stage stage) throws Exception {
    List<GenerateResponse> events =
        lines(edge.post("/api/v1/generate-progressive" + QUICK + MemoryFaults.in(stage), picture));

    assertThat(events).hasSize(2 + stage.ordinal());
    GenerateResponse last = events.get(events.size() - 1);
    assertThat(last.getStage()).isEqualTo("failed");
    assertExhausted(last.getError());
  }

  @Test
  void grpc_noMemoryBeforeTheFirstEvent_isExhaustedWithARetry() throws Exception {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> grpc(MemoryFaults.AT_ONCE).next());

    assertExhausted(StatusProto.fromThrowable(refusal));
  }

  @ParameterizedTest
  @EnumSource
  void grpc_noRungHelpsInAStage_endsFailedWithARetry(Stage stage) throws Exception {
    GenerateResponse last = last(grpc(MemoryFaults.in(stage)));

    assertThat(last.getStage()).isEqualTo("failed");
    assertExhausted(last.getError());
  }

  static Stream<Arguments> stagesAndRungs() {
    return Stream.of(Stage.values())
        .flatMap(stage -> Stream.of(Rung.values()).map(rung -> Arguments.of(stage, rung)));
  }

  @ParameterizedTest
  @MethodSource("stagesAndRungs")
  void everyStageAndRung_isCompletedAndSaysWhichRung(Stage stage, Rung rung) throws Exception {
    long seed = MemoryFaults.in(stage, rung);

    GenerateResponse streamed = last(grpc(seed));
    HttpResponse<byte[]> answer = edge.post("/api/v1/generate" + QUICK + seed, picture);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    GenerateResponse asked = parse(text(answer), GenerateResponse.newBuilder()).build();
    for (GenerateResponse end : List.of(streamed, asked)) {
      assertThat(end.getStage()).isEqualTo("completed");
      assertThat(end.getData().getFaces()).isPositive();
      assertThat(end.getDegraded().getReason()).isEqualTo("OUT_OF_MEMORY");
      assertThat(end.getDegraded().getRung()).isEqualTo(rung.wireName());
    }
  }

  private Iterator<GenerateResponse> grpc(long seed) {
    return edge.stub("gproto", InferenceServiceBlockingStub.class)
        .generate(
            GenerateRequest.newBuilder()
                .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture)))
                .setQuality(1)
                .setSeed(seed)
                .build());
  }

  private static GenerateResponse last(Iterator<GenerateResponse> events) {
    GenerateResponse last = GenerateResponse.getDefaultInstance();
    while (events.hasNext()) {
      last = events.next();
    }
    return last;
  }

  private static void assertInsufficient(HttpResponse<byte[]> answer) throws Exception {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(507);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
    assertExhausted(error(answer));
  }

  private static void assertExhausted(Status status) throws Exception {
    assertThat(status.getCode()).isEqualTo(8);
    assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo("OUT_OF_MEMORY");
    assertThat(detail(status, RetryInfo.class).getRetryDelay().getSeconds()).isEqualTo(5);
  }

  private static <D extends com.google.protobuf.Message> D detail(Status status, Class<D> type)
      throws Exception {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        return detail.unpack(type);
      }
    }
    throw new AssertionError(type.getSimpleName() + ": none in " + status);
  }
}
