package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.Credentials;
import io.orfeas.inference.v1.Job;
import io.orfeas.launcher.Await;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract for keys: how long they live, and what they allow. */
abstract class AccessKeyContract extends AccessSignatureContract {
  @Test
  void expiredKey_isRefused() throws Exception {
    InstantSource lastYear = () -> Instant.now().minus(Duration.ofDays(365));
    KeyAdmin then =
        new KeyAdmin(
            folder.resolve("keys.json"), MasterKey.read(folder.resolve("master.key")), lastYear);
    Credentials old = then.create(options("old", 0, 0));

    assertRefused(send(old, "GET", FIGURES, new byte[0]), 401, "KEY_EXPIRED");
  }

  @Test
  void revokedKey_isRefused() throws Exception {
    Credentials brief = newAgent("brief", 0, 0);
    assertThat(send(brief, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);

    admin.revoke("brief");

    assertRefused(send(brief, "GET", FIGURES, new byte[0]), 401, "KEY_REVOKED");
  }

  @Test
  void rotatedKey_bothWorkForAWhile() throws Exception {
    Credentials first = newAgent("turning", 0, 0);
    Credentials second = admin.rotate("turning", KeyOptions.LIFETIME, KeyOptions.OVERLAP);

    assertThat(send(first, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);
    assertThat(send(second, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void withoutPermission_isForbidden() throws Exception {
    for (String path : List.of("/api/v1/cache/clear", "/api/v1/cache/pin")) {
      assertRefused(send(agent, "POST", path, new byte[0]), 403, "NOT_PERMITTED");
    }
  }

  @Test
  void overTheRate_isToldWhenToComeBack() throws Exception {
    Credentials slow = newAgent("slow", 2, 0);
    send(slow, "GET", FIGURES, new byte[0]);
    send(slow, "GET", FIGURES, new byte[0]);

    HttpResponse<byte[]> answer = send(slow, "GET", FIGURES, new byte[0]);

    assertRefused(answer, 429, "RATE_LIMITED");
    assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(1, 60);
    assertThat(error(answer).getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
  }

  @Test
  void overTheQuota_isToldWhenToComeBack() throws Exception {
    Credentials trial = newAgent("trial", 0, 1);
    assertThat(send(trial, "POST", GENERATE, EdgeClient.ball()).statusCode()).isEqualTo(200);

    HttpResponse<byte[]> answer = send(trial, "POST", GENERATE, EdgeClient.ball());

    assertRefused(answer, 429, "QUOTA_EXCEEDED");
    assertThat(send(trial, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void job_signed_isHandedInFollowedAndFetched() throws Exception {
    Credentials worker = newAgent("worker", 1000, 1);
    byte[] none = new byte[0];
    Job.Builder job = Job.newBuilder();

    assertRefused(edge.post("/api/agent/generate-3d", EdgeClient.ball()), 401, "UNSIGNED");
    HttpResponse<byte[]> answer =
        send(worker, "POST", "/api/agent/generate-3d?quality=1&seed=9", EdgeClient.ball());
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    EdgeClient.parse(text(answer), job);

    assertRefused(edge.get(job.getStatusUrl()), 401, "UNSIGNED");
    Await.until(
        "the end of the job",
        () -> {
          HttpResponse<byte[]> status = send(worker, "GET", job.getStatusUrl(), none);
          assertThat(status.statusCode()).as(text(status)).isEqualTo(200);
          return text(status).contains("\"status\":\"complete\"");
        });
    assertRefused(edge.get(job.getDownloadUrl()), 401, "UNSIGNED");
    assertThat(send(worker, "GET", job.getDownloadUrl(), none).body()).startsWith('g', 'l', 'T');
    // Having looked at it cost nothing; another would be the second of the day.
    assertThat(send(worker, "GET", "/api/agent/health", none).statusCode()).isEqualTo(200);
    assertRefused(
        send(worker, "POST", "/api/agent/generate-3d?quality=1", EdgeClient.ball()),
        429,
        "QUOTA_EXCEEDED");
  }
}
