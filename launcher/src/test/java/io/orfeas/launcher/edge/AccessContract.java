package io.orfeas.launcher.edge;

import static io.orfeas.launcher.edge.EdgeClient.error;
import static io.orfeas.launcher.edge.EdgeClient.text;
import static io.orfeas.launcher.edge.EdgeClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.protobuf.StatusProto;
import io.orfeas.access.AccessConfig;
import io.orfeas.access.key.KeyAdmin;
import io.orfeas.access.key.KeyOptions;
import io.orfeas.access.key.MasterKey;
import io.orfeas.access.signature.AgentHeaders;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.access.v1.Permission;
import io.orfeas.cache.v1.AcquireRequest;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.inference.v1.GenerateRequest;
import io.orfeas.inference.v1.GenerateResponse;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import io.orfeas.inference.v1.Job;
import io.orfeas.launcher.Await;
import io.orfeas.launcher.LocalServices;
import io.orfeas.runtime.Env;
import io.orfeas.runtime.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, and how often: both edges refuse the same, in the same words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccessContract {
  private static final String GENERATE = "/api/v1/generate?quality=1";
  private static final String SOCKET = "/api/v1/progress";
  private static final String FIGURES = "/api/v1/gpu/stats";
  private static final Set<Permission> ALL =
      Set.of(
          Permission.PERMISSION_GENERATE,
          Permission.PERMISSION_ARTIFACTS_READ,
          Permission.PERMISSION_CACHE_READ,
          Permission.PERMISSION_TELEMETRY_READ);

  private Path folder;
  private LocalServices services;
  private KeyAdmin admin;
  private Credentials agent;
  private EdgeClient edge;
  private int port;

  /** Starts the edge in front of the services; its port. */
  abstract int start(Path folder, LocalServices services, AccessConfig access, Metrics metrics)
      throws Exception;

  /** Ends the edge. */
  abstract void stop() throws Exception;

  @BeforeAll
  final void startAll(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Map<String, String> settings = new HashMap<>();
    settings.put("ORFEAS_CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ORFEAS_TELEMETRY_DIR", folder.resolve("telemetry").toString());
    settings.put("ORFEAS_DRAIN_TIMEOUT", "1s");
    services = LocalServices.start(settings, Metrics.withJvm());
    settings.put("ORFEAS_ACCESS", "keys");
    settings.put("ORFEAS_KEY_FILE", folder.resolve("keys.json").toString());
    settings.put("ORFEAS_MASTER_KEY_FILE", folder.resolve("master.key").toString());
    settings.put("ORFEAS_KEY_RELOAD", "0s");
    settings.put("ORFEAS_AUDIT_FILE", folder.resolve("audit.jsonl").toString());
    // All tests come from one address, and fail on purpose.
    settings.put("ORFEAS_LIMIT_FAILURES_PER_MINUTE", "100000");
    settings.put("ORFEAS_LIMIT_ADDRESS_PER_HOUR", "100000");
    AccessConfig config = AccessConfig.read(Env.of(settings));
    admin =
        new KeyAdmin(
            config.keyFile(),
            MasterKey.readOrCreate(config.masterKeyFile()),
            InstantSource.system());
    agent = newAgent("bot", 0, 0);
    port = start(folder, services, config, Metrics.withJvm());
    edge = new EdgeClient(port);
  }

  @AfterAll
  final void stopAll() throws Exception {
    stop();
    if (services != null) {
      services.close();
    }
  }

  final EdgeClient edge() {
    return edge;
  }

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
    assertRefused(send(agent, "POST", "/api/v1/cache/clear", new byte[0]), 403, "NOT_PERMITTED");
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

  @Test
  void overTheQuota_isToldWhenToComeBack() throws Exception {
    Credentials trial = newAgent("trial", 0, 1);
    assertThat(send(trial, "POST", GENERATE, EdgeClient.ball()).statusCode()).isEqualTo(200);

    HttpResponse<byte[]> answer = send(trial, "POST", GENERATE, EdgeClient.ball());

    assertRefused(answer, 429, "QUOTA_EXCEEDED");
    assertThat(send(trial, "GET", FIGURES, new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void grpc_signed_streams() throws Exception {
    List<GenerateResponse> events = new java.util.ArrayList<>();

    stub(agent)
        .generate(
            GenerateRequest.newBuilder()
                .setImage(HttpBody.newBuilder().setData(ByteString.copyFrom(EdgeClient.ball())))
                .setQuality(1)
                .build())
        .forEachRemaining(events::add);

    assertThat(events).hasSize(6);
  }

  @Test
  void grpc_unsigned_isUnauthenticated() {
    assertGrpcRefused(
        () ->
            edge.stub("gproto", InferenceServiceBlockingStub.class)
                .getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.UNAUTHENTICATED,
        "UNSIGNED");
  }

  @Test
  void grpc_wronglySigned_isUnauthenticated() {
    InferenceServiceBlockingStub forged = stub(new Credentials(agent.apiKey(), "guess"));

    assertGrpcRefused(
        () -> forged.getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.UNAUTHENTICATED,
        "BAD_SIGNATURE");
  }

  @Test
  void grpc_overTheRate_hasRetryInfo() throws Exception {
    InferenceServiceBlockingStub slow = stub(newAgent("slow-grpc", 1, 0));
    slow.getGpuStats(GetGpuStatsRequest.getDefaultInstance());

    assertGrpcRefused(
        () -> slow.getGpuStats(GetGpuStatsRequest.getDefaultInstance()),
        Status.Code.RESOURCE_EXHAUSTED,
        "RATE_LIMITED");
  }

  @Test
  void undeclared_doesNotExist() throws Exception {
    CacheServiceBlockingStub cache = client(agent).build(CacheServiceBlockingStub.class);

    // Envoy has no route to it, the embedded edge a gate before it.
    assertThatThrownBy(() -> cache.acquire(AcquireRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode())
                    .isIn(Status.Code.PERMISSION_DENIED, Status.Code.UNIMPLEMENTED));
    for (String path : List.of("/metrics", "/nope", "/api/v1/artifacts/a/b")) {
      assertThat(edge.get(path).statusCode()).as(path).isIn(401, 404);
    }
  }

  @Test
  void audit_everyAnswerAndRefusal_isNamedAsTheCallerWasTold() throws Exception {
    Credentials named = newAgent("named", 0, 0);
    Map<String, String> headers = sign(named, "GET", FIGURES, new byte[0]);
    headers.put("x-request-id", "somebody-elses");

    String answered = requestId(edge.send(with(edge.request(FIGURES).GET(), headers)));
    String refused = requestId(edge.get(FIGURES));

    List<String> audit = Files.readAllLines(folder.resolve("audit.jsonl"));
    assertThat(audit)
        .filteredOn(line -> line.contains("\"request_id\":\"" + answered + "\""))
        .singleElement()
        .asString()
        .contains("\"agent\":\"named\"", "\"outcome\":\"allowed\"");
    assertThat(audit)
        .filteredOn(line -> line.contains("\"request_id\":\"" + refused + "\""))
        .singleElement()
        .asString()
        .contains("\"reason\":\"UNSIGNED\"");
    assertThat(audit).noneMatch(line -> line.contains("somebody-elses"));
  }

  @Test
  void socket_unsigned_isRefused_signed_opens() throws Exception {
    Map<String, String> signed = sign(agent, "GET", SOCKET, new byte[0]);

    assertThatThrownBy(() -> open(Map.of()))
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .cause()
        .extracting(thrown -> ((WebSocketHandshakeException) thrown).getResponse().statusCode())
        .isEqualTo(401);
    WebSocket socket = open(signed);
    assertThat(socket.isOutputClosed()).isFalse();
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThatThrownBy(() -> open(signed)).hasMessageContaining("WebSocket");
  }

  private WebSocket open(Map<String, String> headers) {
    WebSocket.Builder builder = edge.http().newWebSocketBuilder();
    headers.forEach(builder::header);
    return builder
        .buildAsync(URI.create("ws://127.0.0.1:" + port + SOCKET), new WebSocket.Listener() {})
        .join();
  }

  private static String requestId(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("x-request-id").orElseThrow();
  }

  @Test
  void audit_tellsWhatHappenedWithoutSecrets() throws Exception {
    Credentials told = newAgent("told", 0, 0);
    Map<String, String> headers = sign(told, "POST", GENERATE, EdgeClient.ball());
    headers.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    edge.send(
        with(edge.request(GENERATE).POST(BodyPublishers.ofByteArray(EdgeClient.ball())), headers));

    List<String> lines =
        Files.readAllLines(folder.resolve("audit.jsonl")).stream()
            .filter(line -> line.contains("\"agent\":\"told\""))
            .toList();

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains(
            "\"outcome\":\"allowed\"",
            "\"client\":\"127.0.0.1\"",
            "\"path\":\"/api/v1/generate\"",
            "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"")
        .doesNotContain(told.apiKey(), told.secret(), "quality");
  }

  final Credentials newAgent(String name, int perMinute, long perDay) throws IOException {
    return admin.create(options(name, perMinute, perDay));
  }

  private static KeyOptions options(String name, int perMinute, long perDay) {
    return new KeyOptions(name, ALL, KeyOptions.LIFETIME, perMinute, perDay);
  }

  private HttpResponse<byte[]> send(Credentials by, String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        edge.request(path)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    return edge.send(with(request, sign(by, method, path, body)));
  }

  private static Map<String, String> sign(Credentials by, String method, String path, byte[] body) {
    return new HashMap<>(new RequestSigner(by, InstantSource.system()).headers(method, path, body));
  }

  private static HttpRequest.Builder with(
      HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::header);
    return request;
  }

  private InferenceServiceBlockingStub stub(Credentials by) {
    return client(by).build(InferenceServiceBlockingStub.class);
  }

  private com.linecorp.armeria.client.grpc.GrpcClientBuilder client(Credentials by) {
    return GrpcClients.builder("gproto+http://127.0.0.1:" + port + "/")
        .responseTimeout(Duration.ofMinutes(2))
        .decorator(new RequestSigner(by, InstantSource.system()));
  }

  private static void assertRefused(HttpResponse<byte[]> answer, int status, String reason)
      throws IOException {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(error(answer).getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo(reason);
  }

  private static void assertGrpcRefused(Runnable call, Status.Code code, String reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown -> {
              assertThat(thrown.getStatus().getCode()).as(thrown.toString()).isEqualTo(code);
              assertThat(StatusProto.fromThrowable(thrown).getDetailsList().toString())
                  .contains(reason);
            });
  }
}
