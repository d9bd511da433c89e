package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of the contract for signatures: what they cover, and when they count. */
abstract class AccessSignatureContract extends AccessUnderTest {
  @Test
  void signed_upload_generates() throws Exception {
    HttpResponse<byte[]> answer = send(agent, "POST", GENERATE, EdgeClient.ball());

    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(text(answer)).contains("\"stage\":\"completed\"");
  }

  @Test
  void signed_read_isAnswered() throws Exception {
    assertThat(send(agent, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void health_needsNoSignature() throws Exception {
    assertThat(edge.get("/health").statusCode()).isEqualTo(200);
    edge.stub("gproto", HealthBlockingStub.class).check(HealthCheckRequest.getDefaultInstance());
  }

  @Test
  void unsigned_isRefusedEverywhere() throws Exception {
    for (String path : List.of(FIGURES, "/api/performance/summary", "/api/v1/cache/stats")) {
      assertRefused(edge.get(path), 401, "UNSIGNED");
    }
    assertRefused(edge.post(GENERATE, EdgeClient.ball()), 401, "UNSIGNED");
  }

  @Test
  void wronglySigned_isRefused() throws Exception {
    Credentials forged = new Credentials(agent.apiKey(), "guess");

    assertRefused(send(forged, "GET", FIGURES, new byte[0]), 401, "BAD_SIGNATURE");
  }

  @Test
  void signedForAnotherPath_isRefused() throws Exception {
    Map<String, String> headers = sign(agent, "GET", FIGURES, new byte[0]);

    assertRefused(
        edge.send(with(edge.request("/api/v1/cache/stats").GET(), headers)), 401, "BAD_SIGNATURE");
    assertRefused(
        edge.send(with(edge.request(FIGURES + "?x=1").GET(), headers)), 401, "BAD_SIGNATURE");
  }

  @Test
  void signedForAnotherBody_isRefused() throws Exception {
    Map<String, String> headers = sign(agent, "POST", GENERATE, EdgeClient.ball());
    byte[] other = EdgeClient.ball();
    other[other.length - 1] ^= 1;

    HttpResponse<byte[]> answer =
        edge.send(with(edge.request(GENERATE).POST(BodyPublishers.ofByteArray(other)), headers));

    assertRefused(answer, 401, "BODY_MISMATCH");
  }

  @Test
  void signedWithoutDigest_meansNoBody() throws Exception {
    Map<String, String> headers = sign(agent, "POST", GENERATE, new byte[0]);
    headers.remove(AgentHeaders.CONTENT_DIGEST);

    HttpResponse<byte[]> answer =
        edge.send(
            with(edge.request(GENERATE).POST(BodyPublishers.ofByteArray(new byte[9])), headers));

    assertRefused(answer, 401, "BODY_MISMATCH");
  }

  @Test
  void replayed_isRefused() throws Exception {
    Map<String, String> headers = sign(agent, "GET", FIGURES, new byte[0]);

    assertThat(edge.send(with(edge.request(FIGURES).GET(), headers)).statusCode()).isEqualTo(200);
    assertRefused(edge.send(with(edge.request(FIGURES).GET(), headers)), 401, "REPLAYED");
  }

  @Test
  void wrongClock_isRefusedAndTold() throws Exception {
    for (Duration off : List.of(Duration.ofMinutes(-6), Duration.ofMinutes(6))) {
      RequestSigner signer = new RequestSigner(agent, () -> Instant.now().plus(off));

      HttpResponse<byte[]> answer =
          edge.send(with(edge.request(FIGURES).GET(), signer.headers("GET", FIGURES, new byte[0])));

      assertRefused(answer, 401, "CLOCK_SKEW");
      assertThat(error(answer).getMessage()).contains("expected: within 300 s of");
    }
  }
}
