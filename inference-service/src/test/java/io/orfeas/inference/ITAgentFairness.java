package io.orfeas.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.orfeas.inference.field.Silhouettes;
import io.orfeas.inference.format.PngEncoder;
import io.orfeas.inference.image.ImageLimits;
import io.orfeas.inference.image.RgbaImage;
import io.orfeas.inference.mesh.Simplifier;
import io.orfeas.inference.onnx.ModelEstimators;
import io.orfeas.inference.onnx.SlowModel;
import io.orfeas.inference.pipeline.GenerationOptions;
import io.orfeas.inference.pipeline.HeavySteps;
import io.orfeas.inference.pipeline.Reconstruction;
import io.orfeas.inference.pipeline.ReconstructionPipeline;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceStub;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import io.orfeas.runtime.Tracing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One agent sends much and another little, through a whole service to one model. */
class ITAgentFairness {
  private static final int RED = 0xC02020;
  private static final int BLUE = 0x2020C0;
  private static final int MANY = 6;
  private static final int ENOUGH = 1_000;

  private final Semaphore gate = new Semaphore(0);
  private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());
  private final ModelEstimators estimators =
      new SlowModel(this::look).estimators(RunTerms::current);
  private InferenceServer server;

  @BeforeEach
  void start() {
    Env env =
        Env.of(
            Map.of(
                "ORFEAS_INFERENCE_PORT", "0",
                "ORFEAS_CACHE_TARGET", "127.0.0.1:1",
                "ORFEAS_TELEMETRY_TARGET", "127.0.0.1:1",
                "ORFEAS_COMPUTE_SLOTS", Integer.toString(MANY + 2),
                "ORFEAS_DRAIN_TIMEOUT", "1s"));
    server =
        InferenceServer.start(
            InferenceConfig.read(env),
            new Metrics(),
            Tracing.off(),
            gates -> {},
            real -> withModel());
  }

  @AfterEach
  void stop() {
    gate.release(ENOUGH);
    server.close();
    estimators.close();
  }

  @Test
  void generate_oneAgentSendsMuch_theOtherIsNextButOne() throws Exception {
    List<CompletableFuture<GenerateResponse>> all = new ArrayList<>();
    for (int seed = 1; seed <= MANY; seed++) {
      all.add(ask("greedy", RED, seed));
      untilModelIsAsked(seed);
    }
    all.add(ask("modest", BLUE, 99));
    untilModelIsAsked(MANY + 1);

    gate.release(ENOUGH);

    for (CompletableFuture<GenerateResponse> one : all) {
      assertThat(one.get(2, TimeUnit.MINUTES).getStage()).isEqualTo("completed");
    }
    // The first was alone, the second came first; then whoever was served longest ago.
    assertThat(order.subList(0, 3)).containsExactly(RED, RED, BLUE);
  }

  /** As many runs have come to the model: one is at the gate, the others wait. */
  private void untilModelIsAsked(int runs) {
    while (order.size() + estimators.waiting() < runs) {
      Thread.onSpinWait();
    }
  }

  private void look(float[] tensor) {
    int plane = tensor.length / 4;
    double red = 0;
    double blue = 0;
    for (int i = 0; i < plane; i++) {
      red += tensor[i];
      blue += tensor[2 * plane + i];
    }
    order.add(red > blue ? RED : BLUE);
    gate.acquireUninterruptibly();
  }

  private Reconstruction withModel() {
    ReconstructionPipeline pipeline =
        new ReconstructionPipeline(
            ImageLimits.DEFAULT, estimators.all(), Simplifier.best(), HeavySteps.CPU);
    return (picture, asked, listener) ->
        pipeline.run(
            picture,
            new GenerationOptions(
                asked.quality(),
                asked.size(),
                asked.style(),
                asked.maxTriangles(),
                asked.seed(),
                "fake-fp32",
                asked.depthScale(),
                asked.symmetry()),
            listener);
  }

  private CompletableFuture<GenerateResponse> ask(String agent, int color, long seed) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-orfeas-agent", Metadata.ASCII_STRING_MARSHALLER), agent);
    Last last = new Last();
    GrpcClients.builder("gproto+http://127.0.0.1:" + server.port() + "/")
        .responseTimeoutMillis(0)
        .maxResponseLength(0)
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
        .build(InferenceServiceStub.class)
        .generate(
            GenerateRequest.newBuilder()
                .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(disc(color))))
                .setQuality(1)
                .setSeed(seed)
                .setDoNotCache(true)
                .build(),
            last);
    return last.event;
  }

  private static byte[] disc(int color) {
    float[] coverage = Silhouettes.disc(96, 30);
    int[] argb = new int[coverage.length];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = Math.round(coverage[i] * 255) << 24 | color;
    }
    return PngEncoder.encode(new RgbaImage(96, 96, argb));
  }

  /** The last event of a stream. */
  private static final class Last implements StreamObserver<GenerateResponse> {
    private final CompletableFuture<GenerateResponse> event = new CompletableFuture<>();
    private GenerateResponse latest = GenerateResponse.getDefaultInstance();

    @Override
    public void onNext(GenerateResponse next) {
      latest = next;
    }

    @Override
    public void onError(Throwable failure) {
      event.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      event.complete(latest);
    }
  }
}
