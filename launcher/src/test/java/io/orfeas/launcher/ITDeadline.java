package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.orfeas.inference.format.GlbReader;
import io.orfeas.inference.mesh.MeshAudit;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deadlines on the real thing. How fast this machine is does not matter: the time given grows until
 * it is enough for all stages, and on the way it was enough for some.
 */
class ITDeadline {
  private static final double GROWTH = 1.5;
  private static final int ATTEMPTS = 60;

  @TempDir static Path data;
  private static RunningSystem system;
  private static byte[] picture;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    picture = Files.readAllBytes(Repository.sample("robot.png"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void generate_timeoutsOverRest_costDetailOnly() throws Exception {
    List<GenerateResponse> degraded = new ArrayList<>();
    GenerateResponse last = GenerateResponse.getDefaultInstance();
    for (double millis = 40; !last.hasData() || last.hasDegraded(); millis *= GROWTH) {
      HttpResponse<byte[]> answer =
          system.post(
              "/api/v1/generate?quality=10&size=large&do_not_cache=true&timeout=%.3fs"
                  .formatted(millis / 1000),
              picture);
      if (answer.statusCode() == 504) {
        continue;
      }
      assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
      GenerateResponse.Builder event = GenerateResponse.newBuilder();
      JsonFormat.parser().merge(text(answer), event);
      last = event.build();
      assertThat(last.getStage()).isEqualTo("completed");
      if (last.hasDegraded()) {
        degraded.add(last);
        requireSound(last);
      }
    }
    assertThat(last.getData().getLevel()).isEqualTo(3);
    assertThat(degraded).isNotEmpty();
    assertThat(degraded).allMatch(event -> event.getDegraded().getReason().equals("DEADLINE"));
    assertThat(degraded).allMatch(event -> event.getProgress() < 100);
  }

  @Test
  void generate_degraded_isNotWhatOthersGet() {
    InferenceServiceBlockingStub stub = system.stub(InferenceServiceBlockingStub.class);
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture)))
            .setQuality(10)
            .setSize("large")
            .build();
    GenerateResponse early = GenerateResponse.getDefaultInstance();
    double millis = 40;
    for (int seed = 0; seed < ATTEMPTS && !early.hasDegraded(); seed++) {
      // Another seed is another request, so that no attempt finds what one before it left.
      request = request.toBuilder().setSeed(seed).build();
      early = within((long) millis, stub, request);
      millis = early.hasData() ? millis / GROWTH : millis * GROWTH;
    }

    GenerateResponse whole = last(stub, request);

    assertThat(early.hasDegraded()).isTrue();
    assertThat(early.getData().getLevel()).isLessThan(3);
    assertThat(whole.hasDegraded()).isFalse();
    assertThat(whole.getData().getLevel()).isEqualTo(3);
    assertThat(whole.getRequestKey()).isEqualTo(early.getRequestKey());
  }

  private static GenerateResponse within(
      long millis, InferenceServiceBlockingStub stub, GenerateRequest request) {
    try {
      return last(stub.withDeadlineAfter(millis, TimeUnit.MILLISECONDS), request);
    } catch (StatusRuntimeException late) {
      assertThat(late.getStatus().getCode()).as(late.toString()).isEqualTo(Code.DEADLINE_EXCEEDED);
      return GenerateResponse.getDefaultInstance();
    }
  }

  private static GenerateResponse last(InferenceServiceBlockingStub stub, GenerateRequest request) {
    GenerateResponse[] last = {GenerateResponse.getDefaultInstance()};
    stub.generate(request).forEachRemaining(event -> last[0] = event);
    return last[0].hasError() ? GenerateResponse.getDefaultInstance() : last[0];
  }

  private static void requireSound(GenerateResponse event) throws Exception {
    byte[] glb = system.get(event.getData().getUrl()).body();
    MeshAudit audit = MeshAudit.of(GlbReader.read(glb).geometry());
    assertThat(audit.isSolid()).as(audit.toString()).isTrue();
    assertThat(new String(glb, 0, 4000, StandardCharsets.UTF_8))
        .contains("\"stage\":\"" + event.getDegraded().getStage() + "\"");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
