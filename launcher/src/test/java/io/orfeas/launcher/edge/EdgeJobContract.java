package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.parse;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import io.orfeas.inference.v1.BatchSubmitJobsRequest;
import io.orfeas.inference.v1.BatchSubmitJobsResponse;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GetJobHealthResponse;
import io.orfeas.inference.v1.GetJobRequest;
import io.orfeas.inference.v1.Job;
import io.orfeas.inference.v1.JobServiceGrpc.JobServiceBlockingStub;
import io.orfeas.launcher.Await;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of the contract for programs that hold no stream open. */
abstract class EdgeJobContract extends EdgeUnderTest {
  private static final String SUBMIT = "/api/agent/generate-3d?quality=1";

  @Test
  void job_handedIn_isDoneLaterAndFetchedAsAnyFile() throws Exception {
    HttpResponse<byte[]> answer = edge().post(SUBMIT + "&seed=41&format=stl", picture());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    Job submitted = parse(text(answer), Job.newBuilder()).build();
    assertThat(submitted.getId()).matches("[0-9a-f]{64}");
    assertThat(submitted.getDownloadUrl()).endsWith(submitted.getId() + "?format=stl");
    Job done = awaitEnd(submitted);
    assertThat(done.getStatus()).isEqualTo("complete");
    HttpResponse<byte[]> asked = edge().get(submitted.getDownloadUrl());
    HttpResponse<byte[]> plain = edge().get(done.getDownloadUrl());
    assertThat(type(asked)).isEqualTo("model/stl");
    assertThat(type(plain)).isEqualTo("model/gltf-binary");
    assertThat(plain.body()).isEqualTo(edge().get(done.getData().getUrl()).body());
    assertThat(plain.body()).hasSizeGreaterThan(1000);
  }

  @Test
  void job_form_isTakenAsOlderClientsSendIt() throws Exception {
    String boundary = "edge-of-a-part";

    HttpResponse<byte[]> answer =
        edge()
            .post(
                "/api/agent/generate-3d",
                Forms.withPicture(boundary, picture(), "quality", "1"),
                "Content-Type",
                "multipart/form-data; boundary=" + boundary);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    Job done = awaitEnd(parse(text(answer), Job.newBuilder()).build());
    assertThat(done.getStatus()).isEqualTo("complete");
  }

  @Test
  void job_ofAPictureWithNothingInIt_endsWithItsError() throws Exception {
    Job submitted = parse(text(edge().post(SUBMIT, blank())), Job.newBuilder()).build();

    Job ended = awaitEnd(submitted);

    assertThat(ended.getStatus()).isEqualTo("error");
    assertThat(ended.getStage()).isEqualTo("failed");
    assertThat(ended.getError().getDetails(0).unpack(ErrorInfo.class).getReason())
        .isEqualTo("NO_FOREGROUND");
    HttpResponse<byte[]> mesh = edge().get(ended.getDownloadUrl());
    assertThat(mesh.statusCode()).isEqualTo(400);
    assertThat(reason(mesh)).isEqualTo("NO_FOREGROUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "download"})
  void job_unknownOrMalformed_isRefused(String path) throws Exception {
    HttpResponse<byte[]> unknown = edge().get("/api/agent/" + path + "/" + "0".repeat(64));
    HttpResponse<byte[]> malformed = edge().get("/api/agent/" + path + "/xyz");
    HttpResponse<byte[]> twice =
        edge().get("/api/agent/" + path + "/" + "0".repeat(64) + "?id=" + "1".repeat(64));

    assertThat(unknown.statusCode()).as(text(unknown)).isEqualTo(404);
    assertThat(reason(unknown)).isEqualTo("JOB_UNKNOWN");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(error(malformed).getMessage()).startsWith("id: xyz (expected: ");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(error(twice).getMessage()).startsWith("unknown parameter: id");
  }

  @ParameterizedTest
  @CsvSource({"quality=11, quality", "do_not_cache=true, do_not_cache", "timeout=2s, timeout"})
  void job_wrongParameter_isRefusedByName(String query, String field) throws Exception {
    HttpResponse<byte[]> answer = edge().post("/api/agent/generate-3d?" + query, picture());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(400);
    assertThat(error(answer).getMessage()).startsWith(field + ": ");
  }

  @Test
  void batch_eachIsTakenOrRefusedByItself() throws Exception {
    BatchSubmitJobsRequest batch =
        BatchSubmitJobsRequest.newBuilder()
            .addRequests(request(1))
            .addRequests(request(11))
            .addRequests(request(2))
            .build();

    HttpResponse<byte[]> answer = postBatch(batch);

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    BatchSubmitJobsResponse response =
        parse(text(answer), BatchSubmitJobsResponse.newBuilder()).build();
    assertThat(response.getResultsCount()).isEqualTo(3);
    assertThat(response.getResults(1).getError().getMessage()).startsWith("quality: 11");
    for (int taken : new int[] {0, 2}) {
      Job done = awaitEnd(response.getResults(taken).getJob());
      assertThat(done.getStatus()).isEqualTo("complete");
    }
  }

  @Test
  void batch_none_is400() throws Exception {
    HttpResponse<byte[]> answer = postBatch(BatchSubmitJobsRequest.getDefaultInstance());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).getMessage()).startsWith("requests: 0 (expected: 1..8)");
  }

  @Test
  void jobHealth_isReady() throws Exception {
    HttpResponse<byte[]> answer = edge().get("/api/agent/health");

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    GetJobHealthResponse health = parse(text(answer), GetJobHealthResponse.newBuilder()).build();
    assertThat(health.getStatus()).isEqualTo("ready");
    assertThat(health.getMaxJobs()).isEqualTo(64);
    assertThat(health.getTime().getSeconds()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gproto", "gproto-web"})
  void job_overGrpc_isTheSameJob(String format) throws Exception {
    JobServiceBlockingStub stub = edge().stub(format, JobServiceBlockingStub.class);

    Job job = stub.submitJob(request(1));
    awaitEnd(job);

    assertThat(stub.getJob(GetJobRequest.newBuilder().setId(job.getId()).build()).getStatus())
        .isEqualTo("complete");
  }

  private HttpResponse<byte[]> postBatch(BatchSubmitJobsRequest batch) throws Exception {
    return edge()
        .post(
            "/api/agent/batch",
            JsonFormat.printer().print(batch).getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
  }

  private GenerateRequest request(int quality) {
    return GenerateRequest.newBuilder()
        .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(picture())))
        .setQuality(quality)
        .build();
  }

  /** Asks until the job has ended. Between a failure and its note, nothing is known of it. */
  private Job awaitEnd(Job submitted) throws Exception {
    AtomicReference<Job> last = new AtomicReference<>(submitted);
    Await.until(
        () -> "the end of " + last.get(),
        () -> {
          HttpResponse<byte[]> answer = edge().get(submitted.getStatusUrl());
          if (answer.statusCode() == 404) {
            return false;
          }
          assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
          last.set(parse(text(answer), Job.newBuilder()).build());
          return last.get().getStatus().matches("complete|error");
        });
    return last.get();
  }

  private static String reason(HttpResponse<byte[]> answer) throws Exception {
    return error(answer).getDetails(0).unpack(ErrorInfo.class).getReason();
  }

  /** A picture of nothing. */
  private static byte[] blank() throws Exception {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = image.createGraphics();
    drawing.setColor(Color.WHITE);
    drawing.fillRect(0, 0, 96, 96);
    drawing.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
