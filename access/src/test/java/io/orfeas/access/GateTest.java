package io.orfeas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.orfeas.access.audit.AuditLog;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.KeyRing;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.limit.LocalLimiter;
import io.orfeas.access.limit.LocalNonces;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.access.v1.Permission;
import io.orfeas.cache.v1.CacheServiceGrpc;
import io.orfeas.inference.v1.InferenceServiceGrpc;
import io.orfeas.inference.v1.JobServiceGrpc;
import io.orfeas.runtime.Failure;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  private static final String GENERATE = "/api/v1/generate?quality=3";
  private static final String CLIENT = "203.0.113.7";

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();
  private KeyAdmin admin;
  private Credentials bot;
  private AuditLog audit;
  private Gate gate;

  @BeforeEach
  void open() throws IOException {
    Path file = folder.resolve("keys.json");
    MasterKey master = MasterKey.readOrCreate(folder.resolve("master.key"));
    admin = new KeyAdmin(file, master, clock);
    bot = admin.create(options("bot", 3, 2));
    audit = AuditLog.open(folder.resolve("audit.jsonl"), 90, 1 << 20, 1 << 20);
    AccessMetrics metrics = new AccessMetrics(new Metrics());
    gate =
        new Gate(
            Policy.of(
                List.of(
                    InferenceServiceGrpc.getServiceDescriptor(),
                    JobServiceGrpc.getServiceDescriptor(),
                    CacheServiceGrpc.getServiceDescriptor())),
            new Authenticator(
                new KeyRing(file, master, Duration.ZERO, clock),
                new LocalNonces(100, Duration.ofMinutes(10)),
                Instant.MIN,
                Duration.ofMinutes(5),
                clock),
            Optional.empty(),
            new RateGate(new LocalLimiter(100), new AccessConfig.Limits(20, 100, 5, 100), metrics),
            audit,
            metrics,
            clock);
  }

  @AfterEach
  void close() {
    audit.close();
  }

  @Test
  void admit_signed_passes() {
    Admission admission = gate.admit(signed("POST", GENERATE, "hello"));

    assertThat(admission.caller().agent()).isEqualTo("bot");
    assertThat(admission.bodyDigest())
        .hasValue("sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:");
  }

  @Test
  void admit_openPath_needsNothing() {
    assertThatCode(() -> gate.admit(unsigned("GET", "/health"))).doesNotThrowAnyException();
  }

  @Test
  void admit_unsigned_isRefused() {
    assertRefused(unsigned("POST", GENERATE), "UNSIGNED");
  }

  @Test
  void admit_otherPathOrMethodOrDigest_isWronglySigned() {
    AccessRequest request = signed("POST", GENERATE, "hello");

    assertRefused(request("POST", GENERATE + "0", headersOf(request)), "BAD_SIGNATURE");
    assertRefused(request("PUT", GENERATE, headersOf(request)), "BAD_SIGNATURE");
    Map<String, String> otherBody = headersOf(request);
    otherBody.put(AgentHeaders.CONTENT_DIGEST, Authenticator.EMPTY_DIGEST);
    assertRefused(request("POST", GENERATE, otherBody), "BAD_SIGNATURE");
  }

  @Test
  void admit_batchOfJobs_countsAsAllThatItMayHold() throws IOException {
    Credentials some = admin.create(options("some", 100, 10));
    gate.admit(signed(some, "POST", "/api/agent/batch", "{}"));

    assertLimited(signed(some, "POST", "/api/agent/batch", "{}"), "QUOTA_EXCEEDED");
    gate.admit(signed(some, "POST", "/api/agent/generate-3d", ""));
    gate.admit(signed(some, "POST", "/api/agent/generate-3d", ""));
    assertLimited(signed(some, "POST", "/api/agent/generate-3d", ""), "QUOTA_EXCEEDED");
  }

  @Test
  void admit_lookingAfterAJob_countsAsNoGeneration() throws IOException {
    Credentials one = admin.create(options("one", 100, 1));
    gate.admit(signed(one, "POST", "/api/agent/generate-3d", ""));

    for (String path : List.of("status/" + "a".repeat(64), "health")) {
      gate.admit(signed(one, "GET", "/api/agent/" + path, ""));
    }
    assertLimited(signed(one, "POST", "/api/agent/generate-3d", ""), "QUOTA_EXCEEDED");
  }

  @Test
  void admit_again_isReplayed() {
    AccessRequest request = signed("POST", GENERATE, "");
    gate.admit(request);

    assertRefused(request, "REPLAYED");
  }

  @Test
  void admit_unknownKey_isRefused() {
    Credentials stranger = new Credentials("orf_stranger", bot.secret());

    assertRefused(signed(stranger, "POST", GENERATE, ""), "UNKNOWN_KEY");
  }

  @Test
  void admit_expiredKey_isRefused() {
    clock.pass(Duration.ofDays(91));

    assertRefused(signed("POST", GENERATE, ""), "KEY_EXPIRED");
  }

  @Test
  void admit_revokedKey_isRefused() throws IOException {
    Files.setLastModifiedTime(
        folder.resolve("keys.json"), java.nio.file.attribute.FileTime.fromMillis(1));
    gate.admit(signed("POST", GENERATE, ""));
    admin.revoke("bot");

    assertRefused(signed("POST", GENERATE, ""), "KEY_REVOKED");
  }

  @Test
  void admit_clockOffByMoreThanTheWindow_isRefusedEitherWay() {
    AccessRequest early = signed("POST", GENERATE, "");
    clock.pass(Duration.ofSeconds(301));
    AccessRequest late = signed("POST", GENERATE, "");
    clock.pass(Duration.ofSeconds(-602));

    assertRefused(late, "CLOCK_SKEW");
    clock.pass(Duration.ofSeconds(602));
    assertRefused(early, "CLOCK_SKEW");
  }

  @Test
  void admit_malformedHeaders_areRefusedWithoutAnError() {
    for (String header :
        List.of(AgentHeaders.TIMESTAMP, AgentHeaders.NONCE, AgentHeaders.CONTENT_DIGEST)) {
      Map<String, String> headers = headersOf(signed("POST", GENERATE, "hello"));
      headers.put(header, "%s\u0000'--".formatted("9".repeat(5000)));
      gate = fresh();
      assertRefused(request("POST", GENERATE, headers), "MALFORMED_SIGNATURE");
    }
  }

  @Test
  void admit_withoutPermission_isDenied() {
    assertThatThrownBy(() -> gate.admit(signed("POST", "/api/v1/cache/clear", "")))
        .isInstanceOfSatisfying(
            Failure.class,
            denied -> {
              assertThat(denied.code()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(denied).hasMessage("agent: bot lacks cache-admin");
            });
  }

  @Test
  void admit_servicesInternals_areDeniedToAgents() {
    for (String path :
        List.of("/orfeas.cache.v1.CacheService/Publish", "/nope", "/api/v1/artifacts/a/b")) {
      gate = fresh();
      assertThatThrownBy(() -> gate.admit(signed("POST", path, "")))
          .isInstanceOfSatisfying(
              Failure.class,
              denied -> assertThat(denied.code()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }
  }

  @Test
  void admit_overQuota_isLimitedWithRetryAfter() {
    gate.admit(signed("POST", GENERATE, ""));
    gate.admit(signed("POST", GENERATE, ""));

    assertLimited(signed("POST", GENERATE, ""), "QUOTA_EXCEEDED");
  }

  @Test
  void admit_overRate_isLimitedWithRetryAfter() {
    for (int i = 0; i < 3; i++) {
      gate.admit(signed("GET", "/api/v1/cache/stats", ""));
    }

    assertLimited(signed("GET", "/api/v1/cache/stats", ""), "RATE_LIMITED");
  }

  @Test
  void admit_addressThatFailsAgainAndAgain_isNotListenedTo() {
    for (int i = 0; i < 5; i++) {
      assertRefused(unsigned("POST", GENERATE), "UNSIGNED");
    }

    assertLimited(signed("POST", GENERATE, ""), "TOO_MANY_FAILURES");
  }

  @Test
  void admit_tooManyFromOneAddress_areLimited() {
    gate = fresh();
    for (int i = 0; i < 20; i++) {
      try {
        gate.admit(signed("GET", "/api/v1/cache/stats", ""));
      } catch (Failure limited) {
        assertThat(limited.reason()).isEqualTo("RATE_LIMITED");
      }
    }

    assertThatThrownBy(() -> gate.admit(signed("GET", "/api/v1/cache/stats", "")))
        .hasMessageContaining("this address");
  }

  @Test
  void admit_tokenThatTheDoorVerified_standsForASignature() {
    AccessRequest request =
        new AccessRequest(
            "POST",
            GENERATE,
            CLIENT,
            "",
            "",
            name -> null,
            Optional.of(TokenClaims.of("alice", "openid generate")));

    assertThat(gate.admit(request).caller().agent()).isEqualTo("token:alice");
    assertThat(gate.admit(request).bodyDigest()).isEmpty();
  }

  @Test
  void admit_everything_isWrittenDownWithoutSecrets() throws IOException {
    AccessRequest request = signed("POST", GENERATE, "");
    gate.admit(request);
    assertRefused(request, "REPLAYED");

    List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .contains("\"outcome\":\"allowed\"", "\"agent\":\"bot\"", "\"path\":\"/api/v1/generate\"")
        .contains("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
    assertThat(lines.get(1)).contains("\"outcome\":\"refused\"", "\"reason\":\"REPLAYED\"");
    assertThat(String.join("", lines))
        .doesNotContain(bot.secret(), bot.apiKey(), request.header(AgentHeaders.SIGNATURE));
  }

  /** The same gate with nothing counted yet. */
  private Gate fresh() {
    AccessMetrics metrics = new AccessMetrics(new Metrics());
    try {
      return new Gate(
          Policy.of(List.of(CacheServiceGrpc.getServiceDescriptor())),
          new Authenticator(
              new KeyRing(
                  folder.resolve("keys.json"),
                  MasterKey.read(folder.resolve("master.key")),
                  Duration.ZERO,
                  clock),
              new LocalNonces(100, Duration.ofMinutes(10)),
              Instant.MIN,
              Duration.ofMinutes(5),
              clock),
          Optional.empty(),
          new RateGate(new LocalLimiter(100), new AccessConfig.Limits(20, 100, 5, 100), metrics),
          audit,
          metrics,
          clock);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private void assertRefused(AccessRequest request, String reason) {
    assertThatThrownBy(() -> gate.admit(request))
        .isInstanceOfSatisfying(
            Failure.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
              assertThat(refusal.getMessage()).hasSizeLessThan(200);
            });
  }

  private void assertLimited(AccessRequest request, String reason) {
    assertThatThrownBy(() -> gate.admit(request))
        .isInstanceOfSatisfying(
            Failure.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(refusal.retryAfterSeconds().orElseThrow()).isPositive();
            });
  }

  private AccessRequest signed(String method, String target, String body) {
    return signed(bot, method, target, body);
  }

  private AccessRequest signed(Credentials by, String method, String target, String body) {
    return request(
        method,
        target,
        new RequestSigner(by, clock)
            .headers(method, target, body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static AccessRequest unsigned(String method, String target) {
    return request(method, target, Map.of());
  }

  private static AccessRequest request(String method, String target, Map<String, String> headers) {
    return new AccessRequest(
        method,
        target,
        CLIENT,
        TraceIds.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        "7f2c1a9e-0000-4000-8000-000000000001",
        headers::get,
        Optional.empty());
  }

  private static Map<String, String> headersOf(AccessRequest request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : AgentHeaders.CREDENTIALS) {
      headers.put(name, request.header(name));
    }
    headers.put(AgentHeaders.CONTENT_DIGEST, request.header(AgentHeaders.CONTENT_DIGEST));
    return headers;
  }

  /** An agent that may read figures. */
  static Credentials newAgent(AccessConfig config, MovableClock clock) throws IOException {
    MasterKey master = MasterKey.readOrCreate(config.masterKeyFile());
    return new KeyAdmin(config.keyFile(), master, clock)
        .create(
            new KeyOptions(
                "bot", Set.of(Permission.PERMISSION_TELEMETRY_READ), KeyOptions.LIFETIME, 0, 0));
  }

  private static KeyOptions options(String agent, int perMinute, long perDay) {
    return new KeyOptions(
        agent,
        Set.of(Permission.PERMISSION_GENERATE, Permission.PERMISSION_CACHE_READ),
        KeyOptions.LIFETIME,
        perMinute,
        perDay);
  }
}
