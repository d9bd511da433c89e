package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.orfeas.access.signature.Credentials;
import io.orfeas.access.signature.RequestSigner;
import io.orfeas.cache.v1.CacheServiceGrpc.CacheServiceBlockingStub;
import io.orfeas.cache.v1.GetStatsRequest;
import io.orfeas.inference.v1.GetGpuStatsRequest;
import io.orfeas.inference.v1.InferenceServiceGrpc.InferenceServiceBlockingStub;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Services in processes of their own, which know each other by the certificates of `certs`. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITMutualTls {
  private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern READ_AGAIN = Pattern.compile("(certificate: \\S+ read again)");

  private final List<ChildProcess> processes = new ArrayList<>();
  private Path folder;
  private Path certs;
  private ChildProcess cacheProcess;
  private int cache;
  private int inference;
  private int edge;

  @BeforeAll
  void startAll(@TempDir Path temporary) throws Exception {
    folder = temporary;
    certs = folder.resolve("certs");
    run("certs", certs.toString());
    run("keys", "create", "bot", "-o", folder.resolve("bot.key").toString());
    cacheProcess = start("cache", Map.of());
    cache = port(cacheProcess);
    int telemetry = port(start("telemetry", Map.of()));
    Map<String, String> others =
        Map.of(
            "ORFEAS_CACHE_TARGET", "127.0.0.1:" + cache,
            "ORFEAS_TELEMETRY_TARGET", "127.0.0.1:" + telemetry);
    Map<String, String> agentsToo = new HashMap<>(others);
    // A first handshake takes its time on a busy machine.
    agentsToo.put("ORFEAS_CACHE_DEADLINE", "1m");
    agentsToo.put("ORFEAS_ACCESS", "keys");
    inference = port(start("inference", agentsToo));
    Map<String, String> all = new HashMap<>(others);
    all.put("ORFEAS_INFERENCE_TARGET", "127.0.0.1:" + inference);
    edge = port(start("edge", all));
  }

  @AfterAll
  void stopAll() {
    processes.forEach(ChildProcess::close);
  }

  @Test
  void generate_throughAllServices_works() throws Exception {
    String path = "/api/v1/generate-progressive?quality=1";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge + path))
            .POST(BodyPublishers.ofFile(Repository.sample("mug.png")))
            .build();
    HttpClient http = HttpClient.newHttpClient();

    HttpResponse<String> first = http.send(request, BodyHandlers.ofString());
    HttpResponse<String> second = http.send(request, BodyHandlers.ofString());

    assertThat(first.body()).contains("\"cache\":\"miss\"", "\"stage\":\"completed\"");
    assertThat(second.body()).contains("\"cache\":\"hit\"", "\"stage\":\"completed\"");
  }

  @Test
  void plaintext_isRefused() {
    assertUnavailable(
        GrpcClients.builder("gproto+http://127.0.0.1:" + cache + "/")
            .responseTimeout(Duration.ofSeconds(30)));
  }

  @Test
  void withoutACertificate_isRefused() throws Exception {
    try (ClientFactory nobody = withoutCertificate()) {
      assertUnavailable(secure(cache, nobody));
    }
  }

  @Test
  void certificateOfAnotherAuthority_isRefused() throws Exception {
    Path others = folder.resolve("others");
    run("certs", others.toString());
    try (ClientFactory stranger = factory(others.resolve("inference"), authority(certs))) {
      assertUnavailable(secure(cache, stranger));
    }
  }

  @Test
  void serverOfAnotherAuthority_isNotBelieved() throws Exception {
    Path others = folder.resolve("impostors");
    run("certs", others.toString());
    try (ClientFactory ours = factory(certs.resolve("edge"), authority(others))) {
      assertUnavailable(secure(cache, ours));
    }
  }

  @Test
  void renewedCertificate_isUsedWithoutARestart() throws Exception {
    X509Certificate before = shown();

    run("certs", certs.toString());

    cacheStats();
    while (shown().equals(before)) {
      Thread.onSpinWait();
    }
    assertThat(cacheProcess.await(READ_AGAIN)).isNotEmpty();
    assertThat(cacheStats()).isNotEmpty();
  }

  @Test
  void agent_withoutACertificate_comesInBySigning() throws Exception {
    Credentials bot = Credentials.read(folder.resolve("bot.key"));
    try (ClientFactory agent = withoutCertificate()) {
      InferenceServiceBlockingStub signing =
          secure(inference, agent)
              .decorator(new RequestSigner(bot, InstantSource.system()))
              .build(InferenceServiceBlockingStub.class);
      InferenceServiceBlockingStub silent =
          secure(inference, agent).build(InferenceServiceBlockingStub.class);

      assertThat(signing.getGpuStats(GetGpuStatsRequest.getDefaultInstance()).getDevice())
          .isNotEmpty();
      assertThatThrownBy(() -> silent.getGpuStats(GetGpuStatsRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              thrown ->
                  assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }
  }

  private String cacheStats() throws Exception {
    try (ClientFactory peer = factory(certs.resolve("edge"), authority(certs))) {
      return secure(cache, peer)
          .build(CacheServiceBlockingStub.class)
          .getStats(GetStatsRequest.getDefaultInstance())
          .getStore();
    }
  }

  /** The certificate that the cache shows to a new connection. */
  private X509Certificate shown() throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + cache,
                "-cert",
                certs.resolve("edge/tls.crt").toString(),
                "-key",
                certs.resolve("edge/tls.key").toString())
            .redirectErrorStream(true)
            .start();
    openssl.getOutputStream().close();
    try (InputStream output = openssl.getInputStream()) {
      String text = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      int begin = text.indexOf("-----BEGIN CERTIFICATE-----");
      assertThat(begin).as(text).isNotNegative();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new java.io.ByteArrayInputStream(
                      text.substring(begin).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
  }

  private static void assertUnavailable(GrpcClientBuilder client) {
    CacheServiceBlockingStub stub = client.build(CacheServiceBlockingStub.class);
    assertThatThrownBy(() -> stub.getStats(GetStatsRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            thrown ->
                assertThat(thrown.getStatus().getCode())
                    .isIn(Status.Code.UNAVAILABLE, Status.Code.UNKNOWN));
  }

  private static GrpcClientBuilder secure(int port, ClientFactory factory) {
    return GrpcClients.builder("gproto+https://127.0.0.1:" + port + "/")
        .responseTimeout(Duration.ofSeconds(30))
        .factory(factory);
  }

  private static ClientFactory factory(Path own, X509Certificate authority) {
    return ClientFactory.builder()
        .tlsProvider(
            TlsProvider.builder()
                .keyPair(
                    TlsKeyPair.of(own.resolve("tls.key").toFile(), own.resolve("tls.crt").toFile()))
                .trustedCertificates(authority)
                .build())
        .build();
  }

  /** Believes our services, and shows them nothing. */
  private ClientFactory withoutCertificate() throws Exception {
    X509Certificate ours = authority(certs);
    return ClientFactory.builder().tlsCustomizer(tls -> tls.trustManager(ours)).build();
  }

  private static X509Certificate authority(Path certs) throws Exception {
    try (InputStream file = Files.newInputStream(certs.resolve("cache/ca.crt"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  private void run(String... command) throws Exception {
    try (ChildProcess process = ChildProcess.start(folder, environment(), command)) {
      assertThat(process.await()).as(process.output()).isZero();
    }
  }

  private ChildProcess start(String service, Map<String, String> more) throws Exception {
    Map<String, String> environment = environment();
    environment.put("ORFEAS_" + service.toUpperCase(Locale.ROOT) + "_PORT", "0");
    environment.put("ORFEAS_TLS_DIR", certs.resolve(service).toString());
    environment.putAll(more);
    ChildProcess process = ChildProcess.start(folder, environment, "run", service);
    processes.add(process);
    return process;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
    return environment;
  }

  private static int port(ChildProcess service) throws InterruptedException {
    return Integer.parseInt(service.await(LISTENS));
  }
}
